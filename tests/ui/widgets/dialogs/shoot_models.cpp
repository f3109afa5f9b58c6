// Pictures of models and services in the window, for looking at: shoot_models FOLDER. Run by hand.
#include "tests/ui/service_fixture.h"
#include "tests/ui/widgets/shooting.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/dialogs/models_dialog.h"
#include "ui/widgets/dialogs/models_page.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/window/main_window.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeWidget>

using namespace embedscope;
using namespace embedscope::test;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc < 2)
        return 2;
    const QDir folder = pictureFolder(argv[1]);
    ServiceFixture service;
    Prompts prompts;
    applyTheme(application, ThemeChoice::Light);
    MainWindow window(service.document, prompts, service.settings, &service.library);
    window.resize(1280, 800);
    window.show();
    const auto shoot = [&](QWidget *what, const QString &name) {
        QTest::qWait(300);
        what->grab().save(folder.filePath(name + u".png"_s));
    };
    for (const auto &[theme, name] :
         {std::pair(ThemeChoice::Light, u"light"_s), std::pair(ThemeChoice::Dark, u"dark"_s)}) {
        window.setTheme(theme);
        window.showModels();
        ModelsDialog *dialog = window.modelsDialog();
        (void)QTest::qWaitFor([&] { return !dialog->modelsPage()->isBusy(); }, 30'000);
        auto *tabs = dialog->findChild<QTabWidget *>();
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            if (tab == 2)
                dialog->findChild<QTreeWidget *>(u"hubList"_s)->setFocus();
            shoot(dialog, u"models-%1-%2"_s.arg(tab).arg(name));
        }
        dialog->close();
    }
    window.setTheme(ThemeChoice::Light);
    service.useService();
    service.document.addTexts({u"I like cats."_s, u"Cats are adorable!"_s, u"Cats are a type of animal."_s,
                               u"The unix cat utility prints out whatever it reads."_s});
    (void)service.settle();
    shoot(&window, u"question"_s);
    window.sendBar()->findChild<QPushButton *>(u"messageOther"_s)->click();
    shoot(&window, u"not-now"_s);
    service.document.agreeToSend();
    (void)service.settle();
    shoot(&window, u"sent"_s);
    service.answerWith([](const HttpServer::Request &, HttpServer::Connection &connection) {
        connection.answer(429, "{}", {{"Retry-After", "20"}});
    });
    service.document.addTexts({u"Dogs bark."_s});
    QTest::qWait(2000);
    shoot(&window, u"rate-limit"_s);
    service.document.cancelWork();
    (void)service.settle();
    service.answerWith([](const HttpServer::Request &, HttpServer::Connection &connection) {
        connection.json(R"({"error": {"message": "Incorrect API key provided"}})", 401);
    });
    service.document.continueWork();
    (void)service.settle();
    shoot(&window, u"wrong-key"_s);

    // A question with a price; nobody says yes.
    Recipe recipe = service.document.recipe();
    recipe.model = *service.library.setUpService(
        {u"text-embedding-3-large"_s, u"https://api.openai.com/v1"_s, u"openai"_s}, u"none"_s);
    service.document.setRecipe(recipe, u"Model"_s);
    QStringList many;
    for (int i = 0; i < 5000; ++i)
        many += u"Sentence number %1 of a long list that somebody wants to see on a map."_s.arg(i);
    service.document.addTexts(many);
    (void)service.settle();
    for (const auto &[theme, name] :
         {std::pair(ThemeChoice::Light, u"light"_s), std::pair(ThemeChoice::Dark, u"dark"_s)}) {
        window.setTheme(theme);
        shoot(&window, u"question-priced-"_s + name);
    }
    return 0;
}
