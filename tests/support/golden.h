#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QString>

namespace embedscope {

/// Compares with tests/golden/<name>; empty if equal, else what is wrong. EMBEDSCOPE_UPDATE_GOLDEN=1 writes the file
/// instead. The actual bytes of a failure are kept in the build folder under golden-actual/.
inline QByteArray compareGolden(const QString &name, const QByteArray &actual)
{
    const QString path = QStringLiteral(EMBEDSCOPE_TESTS_DIR "/golden/") + name;
    const auto write = [&](const QString &to) {
        QDir().mkpath(QFileInfo(to).path());
        QFile file(to);
        if (file.open(QIODevice::WriteOnly))
            file.write(actual);
    };
    if (qEnvironmentVariableIsSet("EMBEDSCOPE_UPDATE_GOLDEN")) {
        write(path);
        return {};
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return "no such golden file: " + path.toUtf8();
    const QByteArray expected = file.readAll();
    if (expected == actual)
        return {};
    write(QStringLiteral(EMBEDSCOPE_BINARY_DIR "/golden-actual/") + name);
    return "differs from " + path.toUtf8() + "\n--- expected\n" + expected + "\n--- actual\n" + actual;
}

} // namespace embedscope
