#pragma once

class QDialog;
class QWidget;

namespace embedscope {

/// Each is shown, and deletes itself when it is closed.
QDialog *showShortcuts(QWidget *parent);
/// With the program's version, as QCoreApplication knows it.
QDialog *showAbout(QWidget *parent);

} // namespace embedscope
