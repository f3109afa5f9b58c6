#include "ui/widgets/window/run_window.h"

#include "ui/state/app_paths.h"
#include "ui/state/document/document.h"
#include "ui/state/document/recovery.h"
#include "ui/state/end_signals.h"
#include "ui/state/error_text.h"
#include "ui/state/model_library.h"
#include "ui/state/settings.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/dialogs/prompts.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/texts/texts_panel.h"
#include "ui/widgets/window/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFontDatabase>
#include <QFontInfo>
#include <QLocale>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

/// Where no desktop chose a font (a bare window manager), ours is better than the server's idea of one.
void chooseFont()
{
    const QString family = QApplication::font().family();
    if (family != "Sans Serif"_L1 && family != "sans-serif"_L1 && family != "Sans"_L1)
        return;
    for (const QString &wanted : {u"Inter"_s, u"Noto Sans"_s}) {
        if (!QFontDatabase::hasFamily(wanted))
            continue;
        QFont font(wanted);
        font.setPointSizeF(QApplication::font().pointSizeF() + 0.75);
        QApplication::setFont(font);
        return;
    }
}

QString notKeptText()
{
    return MainWindow::tr("Texts that were not saved cannot be kept for the next start.");
}

/// One message at most: that nothing can be kept, that something was damaged, or what else there is.
void tellOfSession(MainWindow &window, Recovery *recovery, std::optional<Error> error)
{
    if (recovery && !error)
        error = recovery->startError();
    if (error)
        window.messageBar()->showMessage(notKeptText(), errorText(*error));
    else if (recovery && !recovery->setAside().isEmpty())
        window.messageBar()->showMessage(
            MainWindow::tr("The texts of last time could not be read; they were kept as %1.")
                .arg(recovery->setAside()));
    else if (recovery)
        offerKeptSessions(window, *recovery, recovery->keptSessions());
}

} // namespace

void offerKeptSessions(MainWindow &window, Recovery &recovery, std::vector<KeptSession> sessions)
{
    if (sessions.empty())
        return;
    const KeptSession session = sessions.front();
    sessions.erase(sessions.begin());
    const QString count = session.texts == 0 ? MainWindow::tr("a line that was being typed")
                                             : counted(static_cast<qsizetype>(session.texts), MainWindow::tr("a text"),
                                                       MainWindow::tr("%n texts"));
    window.messageBar()->showMessage(
        MainWindow::tr("Texts from another window were kept: “%1”, %2.").arg(session.title, count),
        MainWindow::tr("Last changed %1.").arg(QLocale().toString(session.time.toLocalTime(), QLocale::ShortFormat)),
        MainWindow::tr("O&pen"), [&window, &recovery, session, rest = std::move(sessions)] {
            if (const Status resumed = recovery.resume(session); !resumed)
                window.messageBar()->showMessage(errorText(resumed.error()));
            else
                offerKeptSessions(window, recovery, rest);
        });
}

int runWindow(int argc, char **argv, const QStringList &files, const QString &version)
{
    QElapsedTimer clock;
    clock.start();
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"embedscope"_s);
    QApplication::setApplicationDisplayName(u"Embedscope"_s);
    QApplication::setApplicationVersion(version);
    QApplication::setDesktopFileName(u"embedscope"_s);
    chooseFont();

    Settings settings;
    applyTheme(application, settings.theme());
    ModelLibrary models(settings);
    Document document([&models](const std::string &model) { return models.open(model); });
    Prompts prompts;

    // The session before the window, so that the first thing painted is what will stay.
    std::unique_ptr<Recovery> recovery;
    bool restored = false;
    const auto folder = statePath();
    if (folder) {
        recovery =
            std::make_unique<Recovery>(document, *folder, files.isEmpty() ? SessionStart::Resume : SessionStart::Fresh);
        restored = files.isEmpty() && recovery->restore();
    }
    EndSignals endSignals;
    int endedBy = 0;
    QObject::connect(&endSignals, &EndSignals::asked, &application, [&](int signal) {
        endedBy = signal;
        if (recovery)
            recovery->saveNow();
        QApplication::quit();
    });
    MainWindow window(document, prompts, settings, &models);
    window.sayWhenFirstPainted(clock);
    const bool sample = files.isEmpty() && !restored && (!recovery || recovery->setAside().isEmpty());
    if (!files.isEmpty())
        window.openFiles(files);
    else if (sample)
        window.openFirstSample();
    const auto tell = [&] {
        tellOfSession(window, recovery.get(), folder ? std::nullopt : std::optional(folder.error()));
    };
    // A file that was read takes the message before it away: it is told after that.
    if (sample || !files.isEmpty())
        QObject::connect(&document, &Document::corpusChanged, &window, tell,
                         static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    else
        tell();
    if (recovery)
        QObject::connect(recovery.get(), &Recovery::failed, &window, [&window](const Error &error) {
            window.messageBar()->showMessage(notKeptText(), errorText(error));
        });
    // What was asked of a service before its key was there is asked again.
    models.fetchKeys([&document] {
        if (ModelChoice::of(document.recipe().model).kind == ModelChoice::Kind::Service)
            document.retryFailed();
    });
    window.show();
    const int status = QApplication::exec();
    return endedBy != 0 ? 128 + endedBy : status;
}

} // namespace embedscope
