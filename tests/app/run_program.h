#pragma once

#include <QByteArray>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

/// How a run of the program ended.
struct Run
{
    int status = -1; ///< -1: it crashed or did not end
    QByteArray out = {};
    QByteArray err = {};
};

/// The environment with a cache that nobody has used before: what earlier runs computed is not to hide a fault.
inline QProcessEnvironment freshEnvironment()
{
    static const QTemporaryDir folder;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_CACHE_HOME"), folder.path());
    return environment;
}

struct Surroundings
{
    QByteArray input = {};
    QProcessEnvironment environment = freshEnvironment();
    QString folder = {};
    int milliseconds = 240'000;
};

/// For a program built with the address sanitizer, one more of its options; no matter for any other.
inline void addSanitizerOption(Surroundings &around, const QString &option)
{
    const QString name = QStringLiteral("ASAN_OPTIONS");
    around.environment.insert(name, around.environment.value(name) + QLatin1Char(':') + option);
}

inline const QString kProgram = QStringLiteral(EMBEDSCOPE_PROGRAM);
inline const QString kSamples = QStringLiteral(EMBEDSCOPE_RESOURCES_DIR "/samples");
inline const QString kCats = kSamples + QStringLiteral("/cats.txt");

inline Run runCommand(const QString &command, const QStringList &arguments, const Surroundings &around = {})
{
    QProcess process;
    process.setProcessEnvironment(around.environment);
    if (!around.folder.isEmpty())
        process.setWorkingDirectory(around.folder);
    process.start(command, arguments);
    process.write(around.input);
    process.closeWriteChannel();
    Run run;
    if (!process.waitForFinished(around.milliseconds)) {
        process.kill();
        process.waitForFinished();
        run.err = "did not end: " + process.errorString().toUtf8();
        return run;
    }
    run.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    run.out = process.readAllStandardOutput();
    run.err = process.readAllStandardError();
    return run;
}

/// The real program, as a person runs it.
inline Run runProgram(const QStringList &arguments, const Surroundings &around = {})
{
    return runCommand(kProgram, arguments, around);
}

/// A command of the shell in which "$EMBEDSCOPE" is the program.
inline Run runShell(const QString &line, Surroundings around = {})
{
    around.environment.insert(QStringLiteral("EMBEDSCOPE"), kProgram);
    return runCommand(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), line}, around);
}

inline bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
