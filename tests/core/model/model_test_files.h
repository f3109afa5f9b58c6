#pragma once

#include <QByteArray>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QTemporaryDir>

#include <cstring>
#include <string>
#include <vector>

/// A copy of the tiny reference model (tests/reference/model_tiny) that a test may damage.
class ModelCopy
{
public:
    explicit ModelCopy(const QString &source = QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/model_tiny"))
    {
        QDirIterator files(source, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString file = files.next();
            const QString target = path(QDir(source).relativeFilePath(file));
            QDir().mkpath(QFileInfo(target).path());
            QFile::copy(file, target);
            QFile::setPermissions(target, QFile::ReadOwner | QFile::WriteOwner);
        }
    }
    QString path(const QString &name) const { return m_folder.filePath("tiny/" + name); }
    std::string folder() const { return m_folder.filePath("tiny").toStdString(); }

    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    }
    void replace(const QString &name, const QByteArray &from, const QByteArray &to) const
    {
        write(name, read(name).replace(from, to));
    }
    void setField(const QString &name, const QString &field, const QJsonValue &value) const
    {
        QJsonObject object = QJsonDocument::fromJson(read(name)).object();
        object[field] = value;
        write(name, QJsonDocument(object).toJson());
    }
    void remove(const QString &name) const { QFile::remove(path(name)); }

private:
    QTemporaryDir m_folder;
};

/// The float32 numbers of a two-dimensional .npy file.
inline std::vector<float> readNpy(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    const auto header = 10 + static_cast<unsigned char>(bytes[8]) + 256 * static_cast<unsigned char>(bytes[9]);
    std::vector<float> values(static_cast<std::size_t>(bytes.size() - header) / sizeof(float));
    std::memcpy(values.data(), bytes.constData() + header, values.size() * sizeof(float));
    return values;
}
