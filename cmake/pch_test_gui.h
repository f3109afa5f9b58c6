// As pch_test_core.h, for the tests of what paints.
#pragma once
#include "pch_test_core.h"

#include <QtGui/QtGui>
