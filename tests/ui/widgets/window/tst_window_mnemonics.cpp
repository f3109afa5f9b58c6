// Alt and a letter: each of one thing.
#include "tests/ui/service_fixture.h"
#include "tests/ui/widgets/window_fixture.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/window/run_window.h"

#include <QAbstractButton>
#include <QApplication>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSet>
#include <QTimer>

#include <optional>
#include <vector>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

void collectMenus(QMenu *menu, QList<QMenu *> &all)
{
    all += menu;
    for (QAction *action : menu->actions())
        if (action->menu())
            collectMenus(action->menu(), all);
}

QChar mnemonicOf(QString text)
{
    text.replace(u"&&"_s, QString());
    const qsizetype at = text.indexOf(u'&');
    return at < 0 || at + 1 >= text.size() ? QChar() : text[at + 1].toLower();
}

/// What two entries of a menu share, or what has no letter; empty where all is well.
QString clashIn(const QMenu &menu)
{
    QSet<QChar> used;
    for (const QAction *action : menu.actions()) {
        if (action->isSeparator())
            continue;
        const QChar mnemonic = mnemonicOf(action->text());
        if (mnemonic.isNull() || used.contains(mnemonic))
            return menu.title() + u" / "_s + action->text();
        used += mnemonic;
    }
    return {};
}

/// Beside a service on loopback: whatever the window can say, it says here.
struct Window : test::ServiceFixture
{
    explicit Window(Handler answer = {}) : ServiceFixture(std::move(answer)) { window.show(); }
    Prompts prompts;
    MainWindow window{document, prompts, settings, &library};

    void useModel(const std::string &model)
    {
        Recipe recipe = document.recipe();
        recipe.model = model;
        document.setRecipe(recipe, u"model"_s);
    }
    /// Texts on their way to the service.
    void send(const QStringList &texts)
    {
        useService();
        document.addTexts(texts);
        QVERIFY(settle());
        document.agreeToSend();
    }
    /// Of the message, once there is one.
    QStringList buttons() { return buttonsOf(*window.messageBar()); }
    static QStringList buttonsOf(const MessageBar &bar)
    {
        if (!QTest::qWaitFor([&] { return !bar.isHidden(); }, 20'000))
            return {};
        QStringList words;
        for (const QString &name : {u"messageAction"_s, u"messageOther"_s})
            if (const auto *button = bar.findChild<QPushButton *>(name); !button->isHidden())
                words += button->text();
        return words;
    }
};

QStringList ofCancelledWork()
{
    Window f([](const test::HttpServer::Request &, test::HttpServer::Connection &connection) { connection.stall(); });
    f.send(test::lines(3));
    if (!QTest::qWaitFor([&] { return f.server.connectionCount() > 0; }, 20'000))
        return {};
    f.document.cancelWork();
    return f.buttons();
}

QStringList ofARefusedKey()
{
    Window f([](const test::HttpServer::Request &, test::HttpServer::Connection &connection) {
        connection.json("{}", 401);
    });
    f.send(test::lines(3));
    return f.buttons();
}

QStringList ofALostModel()
{
    Window f;
    f.useModel("no-such-model");
    f.document.addTexts(test::lines(3));
    return f.buttons();
}

QStringList ofTextsBesideAFilesVectors()
{
    Window f;
    ReadCorpus read;
    read.vectorModel = "elsewhere";
    for (std::size_t i = 0; i < 4; ++i) {
        read.corpus.add("text " + std::to_string(i));
        read.vectors.push_back({i, {1, static_cast<float>(i), 2}});
    }
    f.document.openCorpus(read, u"a file"_s);
    f.document.addTexts({u"another"_s});
    return f.buttons();
}

QStringList ofAKeptSession()
{
    Window f;
    Recovery recovery(f.document, f.folder.filePath(u"recovery"_s));
    offerKeptSessions(f.window, recovery, {KeptSession{u"nowhere"_s, u"Kept"_s, 3, {}, {}}});
    return f.buttons();
}

QStringList ofAnAxisBegun()
{
    Window f;
    f.useModel("noise");
    f.document.addTexts(test::lines(3));
    if (!f.settle())
        return {};
    f.document.setSelection({f.document.corpus().texts.front().id});
    Q_EMIT f.window.map()->droppedAtSide(AxisSide::Left);
    return f.buttons();
}

QStringList ofTheQuestionBeforeSending()
{
    Window f;
    f.useService();
    f.document.addTexts(test::lines(3));
    return Window::buttonsOf(*f.window.sendBar());
}

void show(MessageBar &bar, const QStringList &buttons)
{
    std::vector<MessageBar::Action> actions;
    for (const QString &button : buttons)
        actions.push_back({button, {}});
    bar.showMessage(u"Something."_s, u"More of it."_s, actions);
}

/// The word whose letter is another's, too, of all that is in the window.
QString clashIn(const MainWindow &window)
{
    QStringList words;
    for (const QAction *menu : window.menuBar()->actions())
        words += menu->text();
    for (const QAbstractButton *button : window.findChildren<QAbstractButton *>())
        if (button->isVisible())
            words += button->text();
    QStringList keys;
    for (const QString &word : words) {
        const QString key = QKeySequence::mnemonic(word).toString();
        if (!key.isEmpty() && keys.contains(key))
            return word + u" of "_s + words.join(u", "_s);
        keys += key;
    }
    return {};
}

} // namespace

class TestWindowMnemonics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void everyMenuEntryHasAMnemonicOfItsOwn()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        QList<QMenu *> menus;
        QSet<QChar> bar;
        for (QAction *action : f.window.menuBar()->actions()) {
            QVERIFY2(!bar.contains(mnemonicOf(action->text())), qPrintable(action->text()));
            bar += mnemonicOf(action->text());
            collectMenus(action->menu(), menus);
        }
        QVERIFY(menus.size() >= 10);
        for (const QMenu *menu : menus)
            QVERIFY2(clashIn(*menu).isEmpty(), qPrintable(clashIn(*menu)));
    }

    /// It has entries of two menus, and some of its own.
    void soHasTheMapsOwnMenu()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        std::optional<QString> clash;
        qsizetype entries = 0;
        QTimer::singleShot(0, &f.window, [&] { // once the menu runs
            if (auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget())) {
                clash = clashIn(*menu);
                entries = menu->actions().size();
                menu->close();
            }
        });
        Q_EMIT f.window.map()->menuRequested(f.window.map()->mapToGlobal(QPoint(50, 50)));
        QVERIFY(clash && entries > 15);
        QVERIFY2(clash->isEmpty(), qPrintable(*clash));
    }

    /// Whatever the bars, the card and the inspector show.
    void eachMnemonicOfTheWindowIsOfOneThing()
    {
        const std::vector<QStringList> messages = {ofCancelledWork(), ofARefusedKey(),  ofALostModel(),
                                                   ofAKeptSession(),  ofAnAxisBegun(), ofTextsBesideAFilesVectors()};
        for (std::size_t i = 0; i < messages.size(); ++i)
            QVERIFY2(!messages[i].isEmpty(), qPrintable(QString::number(i)));
        const QStringList question = ofTheQuestionBeforeSending();
        QCOMPARE(question.size(), qsizetype{2});
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        QVERIFY(QTest::qWaitForWindowActive(&f.window));
        for (const ProjectionRecipe &projection : {ProjectionRecipe(PcaRecipe{}), ProjectionRecipe(MdsRecipe{})}) {
            Recipe recipe = f.document.recipe();
            recipe.projection = projection;
            f.document.setRecipe(recipe, u"map"_s);
            QTRY_VERIFY(f.settled());
            for (int page = 0; page < f.window.inspector()->count(); ++page) {
                f.window.inspector()->setCurrentIndex(page);
                for (const QStringList &buttons : messages) {
                    show(*f.window.messageBar(), buttons);
                    show(*f.window.sendBar(), question);
                    QVERIFY2(clashIn(f.window).isEmpty(), qPrintable(clashIn(f.window)));
                }
            }
        }
    }
};

QTEST_MAIN(TestWindowMnemonics)
#include "tst_window_mnemonics.moc"
