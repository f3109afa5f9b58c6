#pragma once

#include "core/base/result.h"
#include "core/io/picture_recipe.h"
#include "core/text/read_corpus.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <thread>
#include <vector>

namespace embedscope {

/// One file that was asked for, read or not.
struct ReadFile
{
    QString path = {};
    ReadOptions options = {};
    Result<ReadCorpus> corpus = makeError(Errc::Internal);
    std::optional<PictureRecipe> picture = {}; ///< what an exported picture carried, its texts being `corpus` too
};

/// Reads text files away from the window's thread; one list of files at a time, a newer one stops the older.
class FileReader : public QObject
{
    Q_OBJECT
public:
    explicit FileReader(QObject *parent = nullptr);
    ~FileReader() override;

    void read(const QStringList &paths, const ReadOptions &options = {});
    bool isReading() const { return m_reading; }
    void cancel();

Q_SIGNALS:
    void started(const QStringList &paths);
    void progress(qulonglong done, qulonglong total);
    /// Every file of the call, in its order; not emitted for a list that was cancelled or overtaken.
    void finished(const std::vector<embedscope::ReadFile> &files);

private:
    std::jthread m_thread;
    int m_ticket = 0;
    bool m_reading = false;
};

} // namespace embedscope
