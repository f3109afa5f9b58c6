// Precompiled for the test programs, whose time to compile is mostly that of these headers. Nothing of this program's is
// among them: a change of it is not to compile all tests anew.
#pragma once
#include <Eigen/Core>

#include <QtCore/QtCore>
#include <QtTest/QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>
