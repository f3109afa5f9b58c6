#pragma once

#include <QApplication>
#include <QDir>
#include <QFont>

namespace embedscope {

/// Where the pictures of a shoot_… program go: its argument, a folder, made if it is not there. The program's font is
/// set as the window's own program sets it.
inline QDir pictureFolder(const char *argument)
{
    QFont font(QStringLiteral("Inter"));
    font.setPointSizeF(QApplication::font().pointSizeF() + 0.75);
    QApplication::setFont(font);
    const QDir folder(QString::fromLocal8Bit(argument));
    folder.mkpath(QStringLiteral("."));
    return folder;
}

} // namespace embedscope
