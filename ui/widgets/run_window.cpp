#include "ui/widgets/run_window.h"

#include "core/embed/open_embedder.h"
#include "ui/state/app_paths.h"
#include "ui/state/document.h"
#include "ui/state/error_text.h"
#include "ui/state/recovery.h"
#include "ui/state/settings.h"
#include "ui/widgets/look.h"
#include "ui/widgets/main_window.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/prompts.h"
#include "ui/widgets/texts_panel.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFontDatabase>
#include <QFontInfo>

#include <memory>

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

} // namespace

int runWindow(int argc, char **argv, const QStringList &files)
{
    QElapsedTimer clock;
    clock.start();
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"embedscope"_s);
    QApplication::setApplicationDisplayName(u"Embedscope"_s);
    QApplication::setDesktopFileName(u"embedscope"_s);
    chooseFont();

    Settings settings;
    applyTheme(application, settings.theme());
    Document document([](const std::string &model) { return openEmbedder(model, standardModelFolders()); });
    Prompts prompts;

    // The session before the window, so that the first thing painted is what will stay.
    std::unique_ptr<Recovery> recovery;
    bool restored = false;
    const auto folder = statePath();
    if (folder) {
        recovery = std::make_unique<Recovery>(document, *folder);
        restored = recovery->restore();
    }
    MainWindow window(document, prompts, settings);
    window.sayWhenFirstPainted(clock);
    if (!files.isEmpty())
        window.openFiles(files);
    else if (!restored && (!recovery || recovery->setAside().isEmpty()))
        window.openFirstSample();
    if (!folder)
        window.messageBar()->showMessage(errorText(folder.error()));
    if (recovery) {
        QObject::connect(recovery.get(), &Recovery::failed, &window,
                         [&window](const Error &error) { window.messageBar()->showMessage(errorText(error)); });
        if (!recovery->setAside().isEmpty())
            window.messageBar()->showMessage(
                MainWindow::tr("The texts of last time could not be read; they were kept as %1.")
                    .arg(recovery->setAside()));
    }
    window.show();
    return QApplication::exec();
}

} // namespace embedscope
