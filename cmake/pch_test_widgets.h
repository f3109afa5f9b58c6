// As pch_test_core.h, for the tests of the window.
#pragma once
#include "pch_test_gui.h"

#include <QtWidgets/QtWidgets>
