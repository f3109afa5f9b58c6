// Names of clusters by a language model: what is shown is what is sent, and nothing before a click.
#include "tests/support/chat_server.h"
#include "tests/support/service_faults.h"
#include "tests/ui/service_fixture.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/dialogs/names_dialog.h"
#include "ui/widgets/dialogs/prompts.h"
#include "ui/widgets/inspector/clusters_page.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/window/main_window.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace embedscope;
using namespace embedscope::test;
using namespace Qt::StringLiterals;
using Connection = HttpServer::Connection;
using Request = HttpServer::Request;

namespace {

const QString kCanary = QString::fromStdString(kCanaryKey);

struct Window : ServiceFixture
{
    explicit Window(Handler answer) : ServiceFixture(std::move(answer))
    {
        Recipe recipe = document.recipe();
        recipe.model = "noise";
        recipe.clusters = {ClusterRecipe::Method::KMeans, 3};
        document.setRecipe(recipe, u"noise"_s);
        document.addTexts(lines(12));
        window.resize(1280, 800);
        window.show();
        window.inspector()->setCurrentWidget(window.inspector()->clustersPage());
    }
    Prompts prompts;
    MainWindow window{document, prompts, settings, &library};

    bool ready() { return settle() && document.exploration() && document.exploration()->clusters; }
    QPushButton *button() const
    {
        return window.inspector()->clustersPage()->findChild<QPushButton *>(u"clusterNames"_s);
    }
    NamesDialog *dialog()
    {
        if (!window.namesDialog())
            button()->click();
        return window.namesDialog();
    }
    template <class T> T *part(const char *name) { return dialog()->findChild<T *>(QString::fromLatin1(name)); }
    QPushButton *send() { return part<QPushButton>("namesSend"); }
    void choose(const QString &key = {})
    {
        part<QComboBox>("servicePreset")->setCurrentIndex(part<QComboBox>("servicePreset")->count() - 1);
        part<QLineEdit>("serviceBase")->setText(QString::fromStdString(server.url("/v1")));
        part<QLineEdit>("serviceModel")->setText(u"tiny"_s);
        part<QLineEdit>("serviceKey")->setText(key);
    }
    QStringList names() const
    {
        QStringList all;
        const auto *list = window.inspector()->clustersPage()->list()->model();
        for (int row = 0; row < list->rowCount(); ++row)
            all += list->index(row, 0).data().toString();
        return all;
    }
    bool finished()
    {
        return QTest::qWaitFor([this] { return !window.namesDialog() || !window.namesDialog()->isRunning(); }, 10'000);
    }
    /// Everything that can be read in the window.
    QString allWords() const
    {
        QString all;
        for (const QWidget *widget : QApplication::allWidgets()) {
            all += widget->toolTip() + widget->accessibleName() + widget->accessibleDescription();
            if (const auto *label = qobject_cast<const QLabel *>(widget))
                all += label->text();
            if (const auto *text = qobject_cast<const QPlainTextEdit *>(widget))
                all += text->toPlainText();
            if (const auto *line = qobject_cast<const QLineEdit *>(widget))
                all += line->text();
        }
        return all;
    }
    QByteArray settingsFile()
    {
        settings.save();
        QFile file(folder.filePath(u"embedscope.conf"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

/// Names that tell the clusters apart.
void named(const Request &request, Connection &connection)
{
    connection.json(chatAnswer("Name " + std::to_string(request.number + 1)));
}

} // namespace

class TestNamesDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theButtonIsThereWithClusters()
    {
        Window f(named);
        QVERIFY(f.ready());
        QVERIFY(f.button()->isVisible());
        Recipe recipe = f.document.recipe();
        recipe.clusters = {};
        f.document.setRecipe(recipe, u"off"_s);
        QVERIFY(f.settle());
        QVERIFY(!f.button()->isVisible());
    }

    void whatIsShownIsSentAndOnlyThen()
    {
        Window f(named);
        QVERIFY(f.ready());
        const QStringList before = f.names();
        f.choose(kCanary);
        const QString shown = f.part<QPlainTextEdit>("namesShown")->toPlainText();
        QVERIFY2(shown.contains("To: " + QString::fromStdString(f.server.url("/v1/chat/completions"))) &&
                     shown.contains("Model: tiny") && shown.contains(QString::fromUtf8(kNameInstructions)),
                 qPrintable(shown));
        const QString summary = f.part<QLabel>("namesSummary")->text();
        QVERIFY2(summary.contains("9 texts of 3 clusters") &&
                     summary.contains(QString::fromStdString(f.server.where())),
                 qPrintable(summary));
        QTest::qWait(50);
        QCOMPARE(f.server.connectionCount(), 0U);
        f.part<QPushButton>("namesCancel")->click();
        QTRY_VERIFY(!f.window.namesDialog());
        QCOMPARE(f.server.connectionCount(), 0U);

        f.choose(kCanary);
        const int steps = f.document.undoStack()->index();
        f.send()->click();
        QTRY_VERIFY(!f.window.namesDialog());
        QCOMPARE(f.server.requestCount(), std::size_t{3});
        for (const Request &request : f.server.requests()) {
            QVERIFY(shown.contains(QString::fromStdString(askedIn(request))));
            QCOMPARE(request.header("authorization"), "Bearer " + kCanaryKey);
        }
        QStringList after = f.names();
        after.sort();
        QCOMPARE(after, (QStringList{u"Name 1"_s, u"Name 2"_s, u"Name 3"_s}));
        QCOMPARE(f.document.undoStack()->index(), steps + 1);
        QVERIFY2(f.window.messageBar()->text().startsWith("3 clusters have names by tiny."),
                 qPrintable(f.window.messageBar()->text()));
        const auto *where = f.window.findChild<QLabel *>(u"statusWhere"_s);
        QCOMPARE(where->text(), u"● Sent to "_s + QString::fromStdString(f.server.where()));
        QVERIFY(where->accessibleDescription().contains("answered 3 questions for names"));
        f.document.undoStack()->undo();
        QCOMPARE(f.names(), before);
        f.document.undoStack()->redo();
        QVERIFY(f.names() != before);

        QVERIFY(!f.allWords().contains(kCanary));
        QVERIFY(!f.settingsFile().contains(kCanary.toUtf8()));
        QVERIFY(!f.document.saveState().contains(kCanary.toUtf8()));
        QVERIFY(f.keys->kept.empty());
    }

    void theServiceIsRemembered()
    {
        Window f(named);
        QVERIFY(f.ready());
        f.choose(kCanary);
        f.send()->click();
        QTRY_VERIFY(!f.window.namesDialog());
        QCOMPARE(f.part<QLineEdit>("serviceBase")->text(), QString::fromStdString(f.server.url("/v1")));
        QCOMPARE(f.part<QLineEdit>("serviceModel")->text(), u"tiny"_s);
        QCOMPARE(f.part<QLineEdit>("serviceKey")->text(), QString());
        f.send()->click(); // with the key that was given before
        QTRY_VERIFY(!f.window.namesDialog());
        QCOMPARE(f.server.requests().back().header("authorization"), "Bearer " + kCanaryKey);
        QCOMPARE(Settings(f.folder.filePath(u"embedscope.conf"_s)).namesService().model,
                 f.settings.save() ? u"tiny"_s : QString());
    }

    void refused_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("401") << 401
                             << QByteArray::fromStdString(
                                    Json({{"error", {{"message", "bad key " + kCanaryKey}}}}).dump())
                             << u"the service refuses the key (status 401: bad key [key])"_s;
        QTest::newRow("404") << 404 << QByteArray(R"({"error": "no such model"})")
                             << u"Check the model and the address;"_s;
        QTest::newRow("a web page") << 200 << QByteArray("<html><title>Log in</title></html>")
                                    << u"the answer cannot be used (a web page came"_s;
        QTest::newRow("no choices") << 200 << QByteArray(R"({"choices": []})") << u"No cluster got a name. "_s;
    }
    void refused()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, sentence);
        Window f([=](const Request &, Connection &connection) { connection.json(body.toStdString(), status); });
        QVERIFY(f.ready());
        const QStringList before = f.names();
        f.choose(kCanary);
        f.send()->click();
        QTRY_VERIFY(!f.dialog()->errorShown().isEmpty());
        QVERIFY(f.finished());
        QVERIFY2(f.dialog()->errorShown().contains(sentence), qPrintable(f.dialog()->errorShown()));
        QVERIFY(!f.allWords().contains(kCanary));
        QCOMPARE(f.names(), before);
        QVERIFY(f.send()->isEnabled()); // to be tried again
    }

    void someKeepTheirWords()
    {
        Window f([](const Request &request, Connection &connection) {
            connection.json(request.number == 1 ? chatAnswer("") : chatAnswer("Lines"));
        });
        QVERIFY(f.ready());
        const QStringList before = f.names();
        f.choose();
        f.send()->click();
        QTRY_VERIFY(!f.window.namesDialog());
        const QStringList after = f.names();
        QCOMPARE(
            std::count_if(after.begin(), after.end(), [](const QString &name) { return name.startsWith("Lines"); }), 2);
        QCOMPARE(std::count_if(after.begin(), after.end(), [&](const QString &name) { return before.contains(name); }),
                 1);
        QVERIFY2(f.window.messageBar()->text().contains("1 keeps its words. "),
                 qPrintable(f.window.messageBar()->text()));
    }

    void stopped()
    {
        Window f([](const Request &, Connection &connection) { connection.stall(); });
        QVERIFY(f.ready());
        const QStringList before = f.names();
        f.choose();
        f.send()->click();
        QVERIFY(f.dialog()->isRunning());
        QVERIFY(!f.send()->isEnabled());
        QTRY_COMPARE(f.server.requestCount(), std::size_t{1});
        QElapsedTimer clock;
        clock.start();
        QTest::keyClick(f.dialog(), Qt::Key_Escape);
        QVERIFY(f.finished());
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
        QTRY_COMPARE(f.dialog()->errorShown(), u"Stopped. The names are as they were."_s);
        QCOMPARE(f.names(), before);
        QTest::keyClick(f.dialog(), Qt::Key_Escape);
        QTRY_VERIFY(!f.window.namesDialog());
    }

    void plainHttpIsRefused()
    {
        Window f(named);
        QVERIFY(f.ready());
        f.choose();
        f.part<QLineEdit>("serviceBase")->setText(u"http://192.0.2.1/v1"_s);
        QVERIFY(!f.send()->isEnabled());
        f.part<QLineEdit>("serviceBase")->setText(u"nonsense"_s);
        QVERIFY(!f.send()->isEnabled());
        f.part<QLineEdit>("serviceBase")->setText(QString::fromStdString(f.server.url("/v1")));
        QVERIFY(f.send()->isEnabled());
        f.part<QLineEdit>("serviceModel")->clear();
        QVERIFY(!f.send()->isEnabled());
        QTest::keyClick(f.part<QLineEdit>("serviceModel"), Qt::Key_Return); // sends nothing
        QCOMPARE(f.server.connectionCount(), 0U);
    }
};

QTEST_MAIN(TestNamesDialog)
#include "tst_names_dialog.moc"
