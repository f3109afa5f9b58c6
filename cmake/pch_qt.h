// Precompiled for the rooms of ui/: the Qt headers that nearly every source of theirs includes.
#pragma once
#include <QtCore/QtCore>
#include <QtGui/QtGui>
