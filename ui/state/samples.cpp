#include "ui/state/samples.h"

#include "core/system/mapped_file.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

ColourMode colourOf(const QString &name)
{
    if (name == "cluster"_L1)
        return ColourMode::Cluster;
    if (name == "group"_L1)
        return ColourMode::Group;
    return ColourMode::Similarity;
}

} // namespace

Result<QVector<Sample>> readSamples(const QString &folder)
{
    constexpr std::size_t kLargestIndex = 1 << 20;
    const QString index = folder + "/index.json"_L1;
    const std::string path = QFile::encodeName(index).toStdString();
    const Result<std::string> bytes = readSmallFile(path, kLargestIndex);
    if (!bytes)
        return bytes.error();

    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(*bytes), &parseError);
    if (parseError.error != QJsonParseError::NoError) {
        Error error = makeError(Errc::BadJson, parseError.errorString().toStdString(), path);
        error.line = 1 + std::count(bytes->begin(), bytes->begin() + parseError.offset, '\n');
        return error;
    }
    if (!document.isArray())
        return makeError(Errc::BadRecord, {}, path);

    QVector<Sample> samples;
    for (const QJsonValue &value : document.array()) {
        const QJsonObject object = value.toObject();
        const QString file = object["file"_L1].toString();
        Sample sample;
        sample.id = object["id"_L1].toString();
        sample.title = object["title"_L1].toString();
        sample.description = object["description"_L1].toString();
        sample.file = folder + u'/' + file;
        sample.colour = colourOf(object["colour"_L1].toString());
        if (object["clusters"_L1].toString() == "auto"_L1)
            sample.clusters = {ClusterRecipe::Method::KMeans, 0};
        const bool plainName = !file.isEmpty() && QFileInfo(file).fileName() == file;
        if (!sample.id.isEmpty() && !sample.title.isEmpty() && plainName && QFileInfo(sample.file).isFile())
            samples.append(sample);
    }
    return samples;
}

} // namespace embedscope
