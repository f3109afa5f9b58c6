// The model dialog, and the question before texts are sent.
#include "tests/support/fake_hub.h"
#include "tests/ui/service_fixture.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/dialogs/download_page.h"
#include "ui/widgets/dialogs/models_dialog.h"
#include "ui/widgets/dialogs/models_page.h"
#include "ui/widgets/dialogs/prompts.h"
#include "ui/widgets/dialogs/service_page.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/window/main_window.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeWidget>

#include <atomic>

using namespace embedscope;
using namespace embedscope::test;
using namespace Qt::StringLiterals;

namespace {

const QString kShipped = QStringLiteral(EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2");

class Answers : public Prompts
{
public:
    QString folder;
    bool yes = false;
    int confirmations = 0;
    QString askFolder(QWidget *, const QString &) override { return folder; }
    bool confirm(QWidget *, const QString &, const QString &) override
    {
        ++confirmations;
        return yes;
    }
};

struct Window : ServiceFixture
{
    using ServiceFixture::ServiceFixture;
    Answers answers;
    MainWindow window{document, answers, settings, &library};

    template <class T> static T *in(QWidget *parent, const char *name)
    {
        T *child = parent->findChild<T *>(QString::fromUtf8(name));
        if (!child)
            qFatal("there is no %s", name);
        return child;
    }
    ModelsDialog *dialog()
    {
        window.show();
        window.showModels();
        const bool filled = QTest::qWaitFor([this] { return !window.modelsDialog()->modelsPage()->isBusy(); }, 30'000);
        return filled ? window.modelsDialog() : nullptr;
    }
    QPushButton *sendButton() const { return in<QPushButton>(window.sendBar(), "messageAction"); }
    QPushButton *notNow() const { return in<QPushButton>(window.sendBar(), "messageOther"); }
    QLabel *where() const { return window.findChild<QLabel *>(u"statusWhere"_s); }
    QString host() const { return QString::fromStdString(server.where()); }
    /// Adds texts, and says yes.
    bool send(const QStringList &texts)
    {
        document.addTexts(texts);
        if (!settle())
            return false;
        document.agreeToSend();
        return settle();
    }
};

QTreeWidgetItem *itemOf(const QTreeWidget *list, const QString &name)
{
    const auto found = list->findItems(name, Qt::MatchExactly);
    return found.isEmpty() ? nullptr : found.first();
}

} // namespace

class TestModelsDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void theQuestionHoldsTextsBack()
    {
        Window f;
        f.window.show();
        f.useService();
        f.document.addTexts({u"first"_s, u"second"_s});
        QVERIFY(f.settle());
        QVERIFY(f.window.sendBar()->isVisible());
        const QString question = f.window.sendBar()->text();
        QVERIFY2(question.startsWith(u"Send 2 texts (about "_s) && question.contains(f.host()), qPrintable(question));
        QCOMPARE(f.server.connectionCount(), 0U);

        f.notNow()->click();
        QVERIFY(!f.window.sendBar()->isVisible());
        auto *again = f.in<QPushButton>(f.window.status(), "sendTexts");
        QVERIFY(again->isVisible());
        QCOMPARE(again->text(), u"Send 2 texts…"_s);
        f.document.addTexts({u"third"_s});
        QVERIFY(f.settle());
        QVERIFY(!f.window.sendBar()->isVisible());
        QCOMPARE(again->text(), u"Send 3 texts…"_s);
        QCOMPARE(f.server.connectionCount(), 0U);

        again->click();
        QVERIFY(f.window.sendBar()->isVisible());
        f.sendButton()->click();
        QVERIFY(f.settle());
        QCOMPARE(f.ready(), 3U);
        QVERIFY(!again->isVisible());
        QVERIFY(!f.window.sendBar()->isVisible());
        QCOMPARE(f.where()->text(), u"● Sent to %1"_s.arg(f.host()));
        QVERIFY2(f.where()->toolTip().contains(u"counted 9 tokens"_s), qPrintable(f.where()->toolTip()));
    }

    void whereTextsGoIsSaid()
    {
        Window f;
        Recipe recipe = f.document.recipe();
        recipe.model = "noise";
        f.document.setRecipe(recipe, u"noise"_s);
        QVERIFY(f.settle());
        QCOMPARE(f.where()->text(), u"● Stays on this computer"_s);
        f.useService();
        QVERIFY(f.settle());
        QVERIFY(f.where()->text().contains(f.host()));
        QVERIFY(f.send({u"first"_s}));
        f.document.setRecipe(recipe, u"noise"_s);
        QVERIFY(f.settle());
        QVERIFY(f.where()->text().contains(f.host())); // what was sent was sent
        f.document.newDocument();
        QVERIFY(f.settle());
        QCOMPARE(f.where()->text(), u"● Stays on this computer"_s);
    }

    void aWaitIsShownAndCancelled()
    {
        Window f([](const HttpServer::Request &, HttpServer::Connection &connection) {
            connection.answer(429, "{}", {{"Retry-After", "30"}});
        });
        f.window.show();
        f.useService();
        f.document.addTexts({u"first"_s});
        QVERIFY(f.settle());
        f.sendButton()->click();
        auto *hint = f.window.findChild<ElidedLabel *>(u"statusHint"_s);
        QTRY_VERIFY_WITH_TIMEOUT(hint->fullText().contains(u"the service asks us to slow down"_s), 10'000);
        QVERIFY2(hint->fullText().startsWith(u"Waiting "_s), qPrintable(hint->fullText()));
        auto *cancel = f.in<QPushButton>(f.window.status(), "cancelWork");
        QVERIFY(cancel->isVisible());
        cancel->click();
        QVERIFY(f.settle(5'000));
        QVERIFY(!hint->fullText().contains(u"slow down"_s));
        QCOMPARE(f.server.requestCount(), 1U);
    }

    void aSilentServiceCanBeCancelled()
    {
        Window f([](const HttpServer::Request &, HttpServer::Connection &connection) { connection.stall(); });
        f.window.show();
        f.useService();
        f.document.addTexts({u"first"_s});
        QVERIFY(f.settle());
        f.sendButton()->click();
        auto *cancel = f.in<QPushButton>(f.window.status(), "cancelWork");
        QTRY_VERIFY(cancel->isVisible());
        cancel->click();
        QVERIFY(f.settle(5'000));
        QVERIFY(!cancel->isVisible());
    }

    void aWrongKeyIsSaid()
    {
        Window f([](const HttpServer::Request &request, HttpServer::Connection &connection) {
            const Json body = {{"error", {{"message", "Incorrect key: " + request.header("authorization")}}}};
            connection.json(body.dump(), 401);
        });
        f.window.show();
        f.useService(u"sk-wrong-0123456789abcdef"_s);
        QVERIFY(f.send({u"first"_s}));
        const QString said = f.window.messageBar()->text() + f.window.messageBar()->details();
        QVERIFY2(said.contains(u"the service refuses the key"_s), qPrintable(said));
        QVERIFY(!said.contains(u"0123456789"_s));
        // It stays beside another map, and goes with the model that it is about.
        Recipe recipe = f.document.recipe();
        recipe.seed = 7;
        f.document.setRecipe(recipe, u"Seed"_s);
        QVERIFY(f.settle(5'000));
        QVERIFY(!f.window.messageBar()->text().isEmpty());
        recipe.model = "noise";
        f.document.setRecipe(recipe, u"Model"_s);
        QVERIFY(f.settle(5'000));
        QCOMPARE(f.window.messageBar()->text(), QString());
        f.document.undoStack()->undo();
        QVERIFY(f.settle(5'000));
        f.document.retryFailed();
        QTRY_VERIFY(!f.window.messageBar()->text().isEmpty());
        f.in<QPushButton>(f.window.messageBar(), "messageAction")->click();
        QVERIFY(f.window.modelsDialog() && f.window.modelsDialog()->isVisible());
    }

    void everythingHasANameAndTheKeyboardReachesIt()
    {
        Window f;
        ModelsDialog *dialog = f.dialog();
        QVERIFY(dialog);
        auto *tabs = f.in<QTabWidget>(dialog, "modelsTabs");
        int seen = 0;
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            for (QWidget *child : dialog->findChildren<QWidget *>()) {
                if (!child->isVisible() || (child->focusPolicy() & Qt::TabFocus) == 0 || child->inherits("QTabBar") ||
                    child->inherits("QTabWidget"))
                    continue;
                ++seen;
                const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(child);
                QVERIFY(accessible);
                QVERIFY2(!accessible->text(QAccessible::Name).isEmpty(),
                         qPrintable(u"%1 %2"_s.arg(QString::fromLatin1(child->metaObject()->className()),
                                                   child->objectName())));
            }
        }
        QVERIFY(seen > 12);
        // With keys alone: down to noise, Enter.
        tabs->setCurrentIndex(0);
        auto *list = f.in<QTreeWidget>(dialog, "modelList");
        list->setFocus();
        list->setCurrentItem(itemOf(list, u"noise"_s));
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(f.document.recipe().model, std::string("noise"));
        QCOMPARE(f.document.undoStack()->count(), 1);
        QCOMPARE(f.document.undoStack()->undoText(), u"Model: noise"_s);
        QVERIFY(!dialog->isVisible());
        f.document.undoStack()->undo();
        QCOMPARE(f.document.recipe().model, Recipe{}.model);
    }

    void modelsSayWhatTheyAre()
    {
        if (!QFile::exists(kShipped + u"/config.json"_s))
            QSKIP("the model is not in this tree");
        Window f;
        ModelsDialog *dialog = f.dialog();
        QVERIFY(dialog);
        auto *list = f.in<QTreeWidget>(dialog, "modelList");
        const QTreeWidgetItem *shipped = itemOf(list, u"all-MiniLM-L6-v2"_s);
        QVERIFY(shipped);
        QCOMPARE(list->currentItem(), shipped);
        QCOMPARE(shipped->text(1), u"shipped"_s);
        QCOMPARE(shipped->text(2), u"384"_s);
        QCOMPARE(shipped->text(3), u"256 tokens"_s);
        QCOMPARE(shipped->text(5), u"apache-2.0"_s);
        QVERIFY(!f.in<QPushButton>(dialog, "modelRemove")->isEnabled());
        auto *precision = f.in<QComboBox>(dialog, "modelPrecision");
        QVERIFY(precision->isEnabled());
        precision->setCurrentIndex(1);
        f.in<QPushButton>(dialog, "modelUse")->click();
        QCOMPARE(f.document.recipe().model, std::string("int8:all-MiniLM-L6-v2"));
    }

    void aFolderThatIsNoModelIsRefusedByName()
    {
        Window f;
        ModelsDialog *dialog = f.dialog();
        QVERIFY(dialog);
        QVERIFY(QDir(f.folder.path()).mkdir(u"novels"_s));
        QFile config(f.folder.filePath(u"novels/config.json"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(R"({"model_type": "gpt2", "architectures": ["GPT2Model"]})");
        config.close();
        f.answers.folder = f.folder.filePath(u"novels"_s);
        f.in<QPushButton>(dialog, "modelAdd")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->modelsPage()->isBusy(), 20'000);
        QVERIFY2(dialog->errorShown().contains(u"GPT-2"_s), qPrintable(dialog->errorShown()));
        QVERIFY(!QDir(f.folder.filePath(u"models/novels"_s)).exists());
    }

    void ownModelsComeAndGo()
    {
        if (!QFile::exists(kShipped + u"/config.json"_s))
            QSKIP("the model is not in this tree");
        Window f;
        ModelsDialog *dialog = f.dialog();
        QVERIFY(dialog);
        const QString from = f.folder.filePath(u"my-model"_s);
        QVERIFY(QDir().mkpath(from + u"/1_Pooling"_s));
        for (const QString &file :
             {u"config.json"_s, u"embedscope.json"_s, u"modules.json"_s, u"sentence_bert_config.json"_s, u"vocab.txt"_s,
              u"tokenizer_config.json"_s, u"model.safetensors"_s, u"1_Pooling/config.json"_s})
            QVERIFY(QFile::copy(kShipped + u'/' + file, from + u'/' + file));
        f.answers.folder = from;
        f.in<QPushButton>(dialog, "modelAdd")->click();
        auto *list = f.in<QTreeWidget>(dialog, "modelList");
        QTRY_VERIFY2_WITH_TIMEOUT(itemOf(list, u"my-model"_s), qPrintable(dialog->errorShown()), 30'000);
        QCOMPARE(list->currentItem(), itemOf(list, u"my-model"_s));
        QCOMPARE(list->currentItem()->text(1), u"yours"_s);
        auto *remove = f.in<QPushButton>(dialog, "modelRemove");
        QVERIFY(remove->isEnabled());
        remove->click(); // the person thinks better of it
        QCOMPARE(f.answers.confirmations, 1);
        QVERIFY(QFile::exists(f.folder.filePath(u"models/my-model/config.json"_s)));
        f.answers.yes = true;
        remove->click();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->modelsPage()->isBusy() && !itemOf(list, u"my-model"_s), 30'000);
        QVERIFY(!QFile::exists(f.folder.filePath(u"models/my-model/config.json"_s)));
    }

    void aServiceIsSetUp()
    {
        Window f;
        ModelsDialog *dialog = f.dialog();
        QVERIFY(dialog);
        f.in<QTabWidget>(dialog, "modelsTabs")->setCurrentIndex(1);
        auto *preset = f.in<QComboBox>(dialog, "servicePreset");
        auto *base = f.in<QLineEdit>(dialog, "serviceBase");
        auto *model = f.in<QLineEdit>(dialog, "serviceModel");
        auto *key = f.in<QLineEdit>(dialog, "serviceKey");
        auto *plain = f.in<QCheckBox>(dialog, "servicePlainHttp");
        auto *use = f.in<QPushButton>(dialog, "serviceUse");
        QCOMPARE(key->echoMode(), QLineEdit::Password);
        QCOMPARE(base->text(), u"https://api.openai.com/v1"_s);
        preset->setCurrentIndex(preset->findData(u"ollama"_s));
        QCOMPARE(base->text(), u"http://localhost:11434/v1"_s);
        QVERIFY(!plain->isEnabled()); // this computer
        QVERIFY(use->isEnabled());
        preset->setCurrentIndex(preset->findData(u"other"_s));
        QVERIFY(!use->isEnabled());
        model->setText(u"m"_s);
        base->setText(u"http://api.example.org/v1"_s);
        QVERIFY(!use->isEnabled());
        plain->setChecked(true);
        QVERIFY(use->isEnabled());
        base->setText(QString::fromStdString(f.server.url("/v1")));
        QVERIFY(!plain->isChecked());
        key->setText(u"sk-canary-5f0c1a9e77d24b83"_s);
        QTest::keyClick(key, Qt::Key_Return);
        QVERIFY2(!dialog->isVisible(), qPrintable(dialog->errorShown()));
        QCOMPARE(f.document.recipe().model, "api:m " + f.server.url("/v1"));
        QCOMPARE(f.document.undoStack()->count(), 1);
        QVERIFY(f.settle());
        QCOMPARE(f.server.connectionCount(), 0U);
        QVERIFY(f.settings.save());
        QFile file(f.folder.filePath(u"embedscope.conf"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray written = file.readAll();
        QVERIFY(written.contains("127.0.0.1"));
        QVERIFY(!written.contains("5f0c1a9e77d24b83"));
        // It can be chosen again, and forgotten.
        ModelsDialog *again = f.dialog();
        QVERIFY(again);
        auto *list = f.in<QTreeWidget>(again, "modelList");
        QVERIFY(itemOf(list, u"m"_s));
        QCOMPARE(list->currentItem(), itemOf(list, u"m"_s));
        f.in<QPushButton>(again, "modelRemove")->click();
        QVERIFY(f.library.services().isEmpty());
    }

    void aKeyIsRememberedOnlyIfOneWishesSo()
    {
        Window f;
        const auto setUp = [&](const QString &key, bool keep) {
            ModelsDialog *dialog = f.dialog();
            f.in<QTabWidget>(dialog, "modelsTabs")->setCurrentIndex(1);
            auto *preset = f.in<QComboBox>(dialog, "servicePreset");
            preset->setCurrentIndex(preset->findData(u"other"_s));
            f.in<QLineEdit>(dialog, "serviceModel")->setText(u"m"_s);
            f.in<QLineEdit>(dialog, "serviceBase")->setText(QString::fromStdString(f.server.url("/v1")));
            f.in<QLineEdit>(dialog, "serviceKey")->setText(key);
            f.in<QCheckBox>(dialog, "serviceKeepKey")->setChecked(keep);
            f.in<QPushButton>(dialog, "serviceUse")->click();
        };
        const QString canary = u"sk-canary-5f0c1a9e77d24b83"_s;
        setUp(canary, false);
        QVERIFY(f.keys->kept.empty());
        setUp(canary, true);
        QCOMPARE(f.keys->kept.size(), std::size_t{1});
        QCOMPARE(f.keys->kept.begin()->second, canary.toStdString());
        QVERIFY(f.library.services().first().keepsKey);
        QVERIFY(f.settings.save());
        QFile file(f.folder.filePath(u"embedscope.conf"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("5f0c1a9e77d24b83"));
        // The next start has it again, before anything is asked.
        ModelLibrary next(f.settings, f.places());
        QVERIFY(!next.hasKey(QString::fromStdString(f.server.url("/v1"))));
        int told = 0;
        next.fetchKeys([&] { ++told; });
        QCOMPARE(told, 1);
        QVERIFY(next.hasKey(QString::fromStdString(f.server.url("/v1"))));
        // Without the tick it is taken away; a store that is locked is told of, and the key serves all the same.
        setUp(canary, false);
        QVERIFY(f.keys->kept.empty() && !f.library.services().first().keepsKey);
        f.keys->problem = u"The desktop's key store was not unlocked."_s;
        setUp(canary, true);
        QVERIFY2(f.window.messageBar()->text().startsWith(f.keys->problem), qPrintable(f.window.messageBar()->text()));
        QVERIFY(!f.library.services().first().keepsKey);
        QVERIFY(f.library.hasKey(QString::fromStdString(f.server.url("/v1"))));
    }

    void theCacheIsShownAndEmptied()
    {
        Window f;
        f.useService();
        QVERIFY(f.send({u"first"_s, u"second"_s}));
        ModelsDialog *dialog = f.dialog();
        QVERIFY(dialog);
        auto *size = f.in<QLabel>(dialog, "cacheSize");
        QVERIFY2(size->text().contains(u"2 texts"_s), qPrintable(size->text()));
        auto *empty = f.in<QPushButton>(dialog, "cacheEmpty");
        empty->click();
        QCOMPARE(f.answers.confirmations, 1);
        QCOMPARE(f.cache->contents()->rows, 2U);
        f.answers.yes = true;
        empty->click();
        QCOMPARE(f.cache->contents()->rows, 0U);
        QCOMPARE(size->text(), u"No vectors are remembered."_s);
        QVERIFY(!empty->isEnabled());
    }

    void aModelThatIsGoneIsReplacedInOneStep()
    {
        Window f;
        f.window.show();
        Recipe recipe = f.document.recipe();
        recipe.model = "retired-model";
        f.document.setRecipe(recipe, u"Model"_s);
        f.document.addTexts({u"first"_s, u"second"_s});
        QVERIFY(f.settle());
        auto *anew = f.in<QPushButton>(f.window.messageBar(), "messageAction");
        QVERIFY(anew->isVisible());
        QVERIFY(anew->text().contains(u"all-MiniLM-L6-v2"_s));
        QVERIFY(f.in<QPushButton>(f.window.messageBar(), "messageOther")->isVisible());
        const int steps = f.document.undoStack()->count();
        anew->click();
        QCOMPARE(f.document.recipe().model, std::string("all-MiniLM-L6-v2"));
        QCOMPARE(f.document.undoStack()->count(), steps + 1);
        QVERIFY(f.settle(60'000));
        if (QFile::exists(kShipped + u"/config.json"_s))
            QCOMPARE(f.ready(), 2U);
    }

    void nothingIsAskedOfTheHubWithoutAClick()
    {
        Window f([](const HttpServer::Request &, HttpServer::Connection &connection) { connection.json("{}", 404); });
        ModelsDialog *dialog = f.dialog();
        QVERIFY(dialog);
        f.in<QTabWidget>(dialog, "modelsTabs")->setCurrentIndex(2);
        auto *list = f.in<QTreeWidget>(dialog, "hubList");
        QVERIFY(list->topLevelItemCount() >= 3);
        auto *get = f.in<QPushButton>(dialog, "hubGet");
        auto *ask = f.in<QPushButton>(dialog, "hubAsk");
        list->setCurrentItem(list->topLevelItem(1));
        QCOMPARE(f.in<QLineEdit>(dialog, "hubId")->text(), list->topLevelItem(1)->text(0));
        QVERIFY(!get->isEnabled());
        QTest::qWait(50);
        QCOMPARE(f.server.connectionCount(), 0U);
        ask->click();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->downloadPage()->isBusy(), 20'000);
        QVERIFY(f.server.requestCount() >= 1);
        QVERIFY(!dialog->errorShown().isEmpty());
        QVERIFY(!get->isEnabled());
    }

    void sizeAndLicenceFirstThenTheDownload()
    {
        FakeHub hub;
        ServiceFixture f;
        ModelLibrary::Places places = f.places();
        places.hub = hub.options();
        ModelLibrary library(f.settings, places);
        Answers answers;
        ModelsDialog dialog(f.document, library, answers);
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.modelsPage()->isBusy(), 30'000);
        auto *tabs = Window::in<QTabWidget>(&dialog, "modelsTabs");
        tabs->setCurrentIndex(2);
        auto *id = Window::in<QLineEdit>(&dialog, "hubId");
        auto *get = Window::in<QPushButton>(&dialog, "hubGet");
        auto *about = Window::in<QLabel>(&dialog, "hubAbout");
        id->setText(u"org/tiny"_s);
        QTest::keyClick(id, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.downloadPage()->isBusy(), 20'000);
        QVERIFY2(about->text().startsWith(u"org/tiny: "_s) && about->text().contains(u"licence apache-2.0"_s) &&
                     about->text().contains(QString::fromStdString(hub.server.where())),
                 qPrintable(about->text() + dialog.errorShown()));
        QCOMPARE(hub.requestsFor("resolve"), 0U);
        QVERIFY(get->isEnabled());

        hub.contents[kWeights] = std::string(hub.files[kWeights].size(), 'x');
        get->click();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.downloadPage()->isBusy(), 20'000);
        QVERIFY(!dialog.errorShown().isEmpty());
        QVERIFY(!library.store().has("tiny"));
        hub.contents.clear();
        get->click();
        // The store has it a moment before this thread hears of it.
        QTRY_COMPARE_WITH_TIMEOUT(tabs->currentIndex(), 0, 30'000);
        QVERIFY(library.store().has("tiny"));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.modelsPage()->isBusy(), 30'000);
        auto *list = Window::in<QTreeWidget>(&dialog, "modelList");
        QTRY_VERIFY2_WITH_TIMEOUT(itemOf(list, u"tiny"_s), qPrintable(dialog.errorShown()), 20'000);
        QCOMPARE(list->currentItem(), itemOf(list, u"tiny"_s));
        QCOMPARE(list->currentItem()->text(1), u"yours"_s);
        QCOMPARE(list->currentItem()->text(5), u"apache-2.0"_s);
        Window::in<QPushButton>(&dialog, "modelUse")->click();
        QCOMPARE(f.document.recipe().model, std::string("tiny"));
    }

    void aDownloadIsCancelledAndGoneOnWith()
    {
        FakeHub hub;
        ServiceFixture f;
        ModelLibrary::Places places = f.places();
        places.hub = hub.options();
        ModelLibrary library(f.settings, places);
        Answers answers;
        ModelsDialog dialog(f.document, library, answers);
        dialog.show();
        Window::in<QTabWidget>(&dialog, "modelsTabs")->setCurrentIndex(2);
        std::atomic<bool> stalls = true;
        hub.instead = [&](const HttpServer::Request &request, HttpServer::Connection &connection) {
            return stalls && request.target.ends_with(kWeights) && connection.stall();
        };
        auto *id = Window::in<QLineEdit>(&dialog, "hubId");
        id->setText(u"org/tiny"_s);
        Window::in<QPushButton>(&dialog, "hubAsk")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.downloadPage()->isBusy(), 20'000);
        auto *get = Window::in<QPushButton>(&dialog, "hubGet");
        get->click();
        auto *cancel = Window::in<QPushButton>(&dialog, "hubCancel");
        QVERIFY(cancel->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(hub.requestsFor(kWeights) > 0, 20'000);
        cancel->click();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.downloadPage()->isBusy(), 5'000);
        QVERIFY2(dialog.errorShown().isEmpty(), qPrintable(dialog.errorShown()));
        QVERIFY(Window::in<QLabel>(&dialog, "hubAbout")->text().contains(u"What had arrived is kept."_s));
        const std::size_t before = hub.requestsFor("resolve/main/config.json");
        stalls = false;
        get->click();
        QTRY_VERIFY_WITH_TIMEOUT(library.store().has("tiny"), 20'000);
        QCOMPARE(hub.requestsFor("resolve/main/config.json"), before); // that one had arrived
    }

    void progressSaysRateAndTimeLeft()
    {
        QCOMPARE(progressText(1234, 10000, 620.4, 14.1), u"1,234 of 10,000 · 620 texts/s · 15 s left"_s);
        QCOMPARE(progressText(3, 10, {}, {}), u"3 of 10"_s);
        QCOMPARE(progressText(3, 10, 2.54, 240.0), u"3 of 10 · 2.5 texts/s · 4 min left"_s);
    }
};

QTEST_MAIN(TestModelsDialog)
#include "tst_models_dialog.moc"
