// Pictures of names by a language model, and of clusters by density, for looking at: shoot_names FOLDER. Run by hand.
#include "tests/support/chat_server.h"
#include "tests/ui/service_fixture.h"
#include "tests/ui/widgets/shooting.h"
#include "ui/widgets/dialogs/names_dialog.h"
#include "ui/widgets/dialogs/prompts.h"
#include "ui/widgets/inspector/clusters_page.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/window/main_window.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>

#include <array>

using namespace embedscope;
using namespace embedscope::test;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc < 2)
        return 2;
    const QDir folder = pictureFolder(argv[1]);
    ServiceFixture service([](const HttpServer::Request &request, HttpServer::Connection &connection) {
        constexpr std::array kNames = {"Music and instruments", "Cooking at home", "Space travel", "Sport on ice",
                                       "Money and banks"};
        connection.json(chatAnswer(request.number < kNames.size() ? kNames[request.number] : ""));
    });
    Prompts prompts;
    applyTheme(application, ThemeChoice::Light);
    MainWindow window(service.document, prompts, service.settings, &service.library);
    window.resize(1280, 800);
    window.show();
    window.openFiles({QStringLiteral(EMBEDSCOPE_RESOURCES_DIR "/samples/ten-topics.csv")});
    QTest::qWait(1000);
    (void)service.settle(60'000);
    service.document.setColourMode(ColourMode::Cluster);
    (void)service.settle(60'000);
    window.inspector()->setCurrentWidget(window.inspector()->clustersPage());
    const auto shoot = [&](QWidget *what, const QString &name) {
        QTest::qWait(600);
        what->grab().save(folder.filePath(name + u".png"_s));
    };
    shoot(&window, u"names-window"_s);
    for (const auto &[theme, name] :
         {std::pair(ThemeChoice::Dark, u"dark"_s), std::pair(ThemeChoice::Light, u"light"_s)}) {
        window.setTheme(theme);
        window.showNames();
        window.namesDialog()->findChild<QComboBox *>(u"servicePreset"_s)->setCurrentIndex(1);
        shoot(window.namesDialog(), u"names-dialog-"_s + name);
        window.namesDialog()->findChild<QComboBox *>(u"servicePreset"_s)->setCurrentIndex(0); // with a price
        shoot(window.namesDialog(), u"names-price-"_s + name);
        window.namesDialog()->findChild<QComboBox *>(u"servicePreset"_s)->setCurrentIndex(1);
    }
    NamesDialog *dialog = window.namesDialog();
    dialog->findChild<QLineEdit *>(u"serviceBase"_s)->setText(u"http://127.0.0.1:1/v1"_s);
    dialog->findChild<QPushButton *>(u"namesSend"_s)->click();
    (void)QTest::qWaitFor([&] { return !dialog->isRunning(); }, 30'000);
    shoot(dialog, u"names-error"_s);
    dialog->findChild<QLineEdit *>(u"serviceBase"_s)->setText(QString::fromStdString(service.server.url("/v1")));
    dialog->findChild<QPushButton *>(u"namesSend"_s)->click();
    (void)QTest::qWaitFor([&] { return window.namesDialog() == nullptr; }, 30'000);
    shoot(&window, u"names-named"_s);
    Recipe recipe = service.document.recipe();
    recipe.clusters = {ClusterRecipe::Method::Hdbscan, 0, 0, ClusterRecipe::Space::Umap5};
    recipe.projection = UmapRecipe{};
    service.document.setRecipe(recipe, u"density"_s);
    QTest::qWait(500);
    (void)service.settle(60'000);
    QTest::qWait(1500);
    shoot(&window, u"density"_s);
    return 0;
}
