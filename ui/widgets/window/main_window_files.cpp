// What comes in and goes out: files, drops, the clipboard.
#include "ui/widgets/window/main_window.h"

#include "core/io/write_texts.h"
#include "ui/render/export_picture.h"
#include "ui/state/app_paths.h"
#include "ui/state/error_text.h"
#include "ui/widgets/bars/import_bar.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/dialogs/export_dialog.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/texts_panel.h"
#include "ui/widgets/window/drop_overlay.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QListView>
#include <QMimeData>

#include <algorithm>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

QString openFilter()
{
    return MainWindow::tr("Texts (*.txt *.csv *.tsv *.jsonl *.json);;Pictures with their texts "
                          "(*.png *.svg *.pdf);;All files (*)");
}

QStringList localFiles(const QMimeData &data)
{
    QStringList paths;
    for (const QUrl &url : data.urls())
        if (url.isLocalFile())
            paths += url.toLocalFile();
    return paths;
}

bool allPictures(const QStringList &files)
{
    return std::all_of(files.begin(), files.end(),
                       [](const QString &file) { return pictureFormatOf(file.toStdString()).has_value(); });
}

} // namespace

void MainWindow::askOpen()
{
    const QStringList paths = m_prompts.askOpenFiles(this, tr("Open texts"), openFilter());
    if (!paths.isEmpty())
        openFiles(paths);
}

void MainWindow::askModelFolder()
{
    const QString folder = m_prompts.askFolder(this, tr("Open a model folder"));
    if (folder.isEmpty())
        return;
    Recipe recipe = m_document.recipe();
    recipe.model = QFile::encodeName(QDir(folder).absolutePath()).toStdString();
    m_document.setRecipe(recipe, tr("Model: %1").arg(QDir(folder).dirName()));
}

void MainWindow::openFiles(const QStringList &paths, OpenHow how)
{
    m_openHow = how;
    m_openingSample.reset();
    m_reader.read(paths);
}

void MainWindow::openSample(const Sample &sample)
{
    m_openHow = OpenHow::Replace;
    m_openingSample = sample;
    m_reader.read({sample.file});
}

void MainWindow::openFirstSample()
{
    const auto all = readSamples(samplesPath());
    if (all && !all->isEmpty())
        openSample(all->front());
}

bool MainWindow::mayReplace() const
{
    return m_document.corpus().empty() || m_sampleAtUndoIndex == m_document.undoStack()->index();
}

void MainWindow::takeOver(const std::vector<ReadFile> &files)
{
    const std::optional<Sample> sample = std::exchange(m_openingSample, std::nullopt);
    // A picture brings its whole map back; that cannot stand beside another one.
    const bool pictures = std::all_of(files.begin(), files.end(), [](const ReadFile &f) { return f.picture; });
    bool replace = m_openHow == OpenHow::Replace || (m_openHow == OpenHow::Decide && (mayReplace() || pictures));
    QStringList problems;
    QStringList details;
    int taken = 0;
    bool replaced = false;
    std::size_t texts = 0;
    for (const ReadFile &file : files)
        texts += file.corpus ? file.corpus->corpus.size() : 0;
    const auto good = std::count_if(files.begin(), files.end(), [](const ReadFile &f) { return f.corpus.hasValue(); });
    if (good > 1 || sample)
        m_document.undoStack()->beginMacro(
            sample ? tr("Open “%1”").arg(sample->title)
                   : counted(static_cast<int>(good), tr("Open %n file"), tr("Open %n files")));
    for (const ReadFile &file : files) {
        const QString name = QFileInfo(file.path).fileName();
        if (!file.corpus) {
            if (file.corpus.error().code != Errc::Cancelled)
                problems += errorText(file.corpus.error());
            if (!file.corpus.error().detail.empty())
                details += QString::fromStdString(file.corpus.error().detail);
            continue;
        }
        for (const ReadWarning &warning : file.corpus->report.warnings)
            details += name + u": "_s + readWarningText(warning);
        if (replace && file.picture) {
            m_importAtUndoIndex = 0;
            m_import->hide();
            m_document.openPicture(*file.picture);
            m_texts->list()->scrollToTop();
            replace = false;
        } else if (replace) {
            m_importAtUndoIndex = 0;
            m_import->showReport(file);
            m_document.openCorpus(*file.corpus, sample ? sample->title : QFileInfo(file.path).completeBaseName(),
                                  sample ? sample->colour : ColourMode::Similarity, texts);
            if (sample) {
                m_import->hide();
                Recipe recipe = m_document.recipe();
                recipe.clusters = sample->clusters;
                if (recipe.clusters != m_document.recipe().clusters)
                    m_document.setRecipe(recipe, tr("Clusters"));
            }
            m_texts->list()->scrollToTop();
            replaced = true;
            replace = false;
        } else {
            m_document.addCorpus(*file.corpus, tr("Add “%1”").arg(name));
        }
        ++taken;
        if (!sample)
            m_settings.addRecentFile(file.path);
    }
    if (good > 1 || sample)
        m_document.undoStack()->endMacro();
    if (replaced)
        m_importAtUndoIndex = m_document.undoStack()->index();
    m_sampleAtUndoIndex = sample && taken > 0 ? std::optional(m_document.undoStack()->index()) : std::nullopt;
    if (!problems.isEmpty()) {
        if (!m_document.corpus().empty() && taken == 0)
            problems += tr("The texts in the window are still there.");
        m_message->showMessage(problems.join(u' '), details.join(u'\n'));
    } else if (!details.isEmpty()) {
        m_message->showMessage(details.size() == 1 ? details.front()
                                                   : counted(static_cast<int>(details.size()),
                                                             tr("%n thing to know about what was read."),
                                                             tr("%n things to know about what was read.")),
                               details.size() == 1 ? QString() : details.join(u'\n'));
    } else {
        m_message->dismiss();
    }
    refreshRecent();
}

void MainWindow::addLines(const QString &text)
{
    QStringList lines;
    QString normal = text;
    normal.replace(u"\r\n"_s, u"\n"_s)
        .replace(u'\r', u'\n')
        .replace(QChar::ParagraphSeparator, u'\n')
        .replace(QChar::LineSeparator, u'\n');
    const auto all = QStringView(normal).split(u'\n');
    for (const QStringView &line : all)
        if (!line.trimmed().isEmpty())
            lines += line.toString();
    if (lines.isEmpty())
        return showHint(tr("There is no text to paste."));
    m_document.addTexts(lines);
    showHint(counted(static_cast<int>(lines.size()), tr("%n text added"), tr("%n texts added")));
}

void MainWindow::saveTexts()
{
    const QString path = m_prompts.askSaveFile(this, tr("Save texts"),
                                               QDir(m_settings.lastFolder()).filePath(m_document.title() + u".txt"_s),
                                               tr("Texts, one a line (*.txt);;Table (*.csv);;With vectors "
                                                  "(*.json);;With vectors, one record a line (*.jsonl)"));
    if (path.isEmpty())
        return;
    m_settings.setLastFolder(QFileInfo(path).absolutePath());
    const std::string file = QFile::encodeName(path).toStdString();
    const auto kind = textFileKind(file);
    if (!kind) {
        m_message->showMessage(errorText(kind.error()));
        return;
    }
    const Corpus &corpus = m_document.corpus();
    TextsToWrite what;
    what.texts = corpus.texts;
    what.columnNames = corpus.columnNames;
    what.groupName = corpus.groupName;
    std::vector<std::size_t> rows;
    const ExplorationPtr exploration = m_document.exploration();
    const bool withVectors = *kind == TextFileKind::Json || *kind == TextFileKind::Jsonl || *kind == TextFileKind::Npy;
    if (withVectors && exploration && exploration->size() > 0) {
        std::unordered_map<TextId, std::size_t> rowOf;
        for (std::size_t row = 0; row < exploration->size(); ++row)
            rowOf[exploration->rows[row].id] = row;
        for (const Text &text : corpus.texts) {
            const auto row = rowOf.find(text.id);
            rows.push_back(row == rowOf.end() ? TextsToWrite::kNoRow : row->second);
            const auto vector = m_document.entryOf(text).vector;
            what.tokens.push_back(vector ? vector->tokens : 0);
            what.truncated.push_back(vector && vector->truncated);
        }
        what.vectors = MatrixView(exploration->vectors);
        what.rows = rows;
        what.model = exploration->modelName;
    }
    const auto written = writeTexts(file, what, *kind);
    if (!written) {
        m_message->showMessage(errorText(written.error()) + u' ' + tr("The texts in the window are still there."),
                               QString::fromStdString(written.error().detail));
        return;
    }
    m_message->dismiss();
    showHint(counted(static_cast<int>(corpus.size()), tr("Saved %n text to %1"), tr("Saved %n texts to %1"))
                 .arg(QFileInfo(path).fileName()));
}

void MainWindow::exportPicture()
{
    if (m_document.corpus().empty())
        return;
    if (!m_export) {
        m_export = new ExportDialog(m_document, m_prompts, m_settings, this);
        m_export->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_export, &ExportDialog::exported, this, [this](const QString &path) {
            showHint(tr("Saved the picture to %1").arg(QFileInfo(path).fileName()));
        });
    }
    m_export->show();
    m_export->raise();
    m_export->activateWindow();
}

bool MainWindow::acceptable(const QMimeData *mime) const
{
    return mime && (!localFiles(*mime).isEmpty() || (mime->hasText() && !mime->hasUrls()));
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QMimeData *mime = event->mimeData();
    if (!acceptable(mime))
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    const int files = static_cast<int>(localFiles(*mime).size());
    if (files > 0)
        m_overlay->showText(mayReplace() || allPictures(localFiles(*mime))
                                ? counted(files, tr("Drop to open %n file"), tr("Drop to open %n files"))
                                : counted(files, tr("Drop to add %n file"), tr("Drop to add %n files")));
    else
        m_overlay->showText(tr("Drop to add these lines as texts"));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    m_overlay->hide();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_overlay->hide();
    const QMimeData *mime = event->mimeData();
    if (!acceptable(mime))
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    if (const QStringList paths = localFiles(*mime); !paths.isEmpty())
        openFiles(paths, OpenHow::Decide);
    else
        addLines(mime->text());
}

} // namespace embedscope
