#include "ui/widgets/window/file_reader.h"

#include "ui/render/export_picture.h"

#include <QFile>
#include <QPointer>

#include <memory>
#include <utility>

namespace embedscope {

namespace {

void readInto(ReadFile &file, const RunControl &control)
{
    const std::string name = QFile::encodeName(file.path).toStdString();
    if (!pictureFormatOf(name)) {
        file.corpus = readCorpusFile(name, file.options, control);
        return;
    }
    Result<PictureRecipe> picture = readPictureRecipe(name);
    if (!picture) {
        file.corpus = picture.error();
    } else {
        ReadCorpus read;
        read.corpus = picture->corpus;
        file.corpus = std::move(read);
        file.picture = *std::move(picture);
    }
}

} // namespace

FileReader::FileReader(QObject *parent) : QObject(parent) {}

FileReader::~FileReader()
{
    // Joined before QObject's end: nothing may be posted to what is half gone.
    if (m_thread.joinable()) {
        m_thread.request_stop();
        m_thread.join();
    }
}

void FileReader::cancel()
{
    ++m_ticket;
    m_reading = false;
    m_thread.request_stop();
}

void FileReader::read(const QStringList &paths, const ReadOptions &options)
{
    cancel();
    if (m_thread.joinable())
        m_thread.join();
    const int ticket = m_ticket;
    m_reading = true;
    Q_EMIT started(paths);
    m_thread = std::jthread([this, ticket, paths, options](const std::stop_token &stop) {
        auto files = std::make_shared<std::vector<ReadFile>>();
        RunControl control;
        control.stop = stop;
        control.progress = [this, ticket](std::size_t done, std::size_t total) {
            QMetaObject::invokeMethod(
                this,
                [this, ticket, done, total] {
                    if (ticket == m_ticket)
                        Q_EMIT progress(done, total);
                },
                Qt::QueuedConnection);
        };
        for (const QString &path : paths) {
            ReadFile file;
            file.path = path;
            file.options = options;
            readInto(file, control);
            files->push_back(std::move(file));
            if (stop.stop_requested())
                return;
        }
        QMetaObject::invokeMethod(
            this,
            [this, ticket, files] {
                if (ticket != m_ticket)
                    return;
                m_reading = false;
                Q_EMIT finished(*files);
            },
            Qt::QueuedConnection);
    });
}

} // namespace embedscope
