#include "tests/support/fake_embedder.h"
#include "tests/ui/widgets/window_fixture.h"
#include "ui/models/similarity_model.h"
#include "ui/models/text_list_model.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/texts/entry_line.h"
#include "ui/widgets/texts/texts_panel.h"

#include <QApplication>
#include <QListView>
#include <QScrollBar>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

/// Says that it read no more than three letters of a text.
class ShortSighted : public test::FakeEmbedder
{
public:
    Result<EmbedUsage> embed(std::span<const std::string_view> texts, Role role, const EmbedSink &sink,
                             const RunControl &control, Priority priority) const override
    {
        const auto cut = [&](const EmbeddedRow &row) {
            EmbeddedRow seen = row;
            seen.tokens = std::min<std::size_t>(3, row.tokens);
            seen.truncated = row.fullTokens > 3;
            sink(seen);
        };
        return FakeEmbedder::embed(texts, role, cut, control, priority);
    }
};

} // namespace

class TestTextsPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    /// While vectors come the rows change many times a second: they stay on show, and where the person scrolled to.
    void aLongListNeverLosesItsRows()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        QStringList texts;
        for (int i = 0; i < 5000; ++i)
            texts += u"text number %1 of a long list that wraps into a second line"_s.arg(i);
        f.document.addTexts(texts);
        QListView *list = f.window.textsPanel()->list();
        QTimer beat;
        connect(&beat, &QTimer::timeout, list, [list] {
            const QModelIndex first = list->model()->index(0, 0);
            Q_EMIT list->model()->dataChanged(first, first);
        });
        beat.start(3);
        QTest::qWait(50);
        const auto looks = [&](auto &&good) {
            int bad = 0;
            for (int i = 0; i < 60; ++i) {
                QTest::qWait(10);
                bad += good() ? 0 : 1;
            }
            return bad;
        };
        const auto middle = [&] { return list->indexAt(list->viewport()->rect().center()); };
        QCOMPARE(looks([&] { return middle().isValid(); }), 0);
        list->scrollToBottom();
        QCOMPARE(looks([&] { return middle().row() > 4900 && middle().row() < 5000; }), 0);
    }

    /// A short list's rows are as high as their texts want.
    void rowsOfAShortListHaveTheirOwnHeights()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        QListView *list = f.window.textsPanel()->list();
        const auto height = [&](int row) { return list->visualRect(list->model()->index(row, 0)).height(); };
        QVERIFY(height(3) > height(0)); // the long one, and "I like cats."
    }

    void cutTextsAreMarkedWhereverTheyAreCompared()
    {
        WindowFixture f(std::make_shared<ShortSighted>());
        f.document.addTexts({u"ab"_s, u"abcdef"_s, u"abx"_s});
        QTRY_VERIFY_WITH_TIMEOUT(f.settled(), 20000);
        const QString cut = u"cut at 3 of 6 tokens"_s;
        const auto inList = [&](const QAbstractItemModel *model, int textRole, int cutRole) {
            int marked = 0;
            for (int row = 0; row < model->rowCount(); ++row) {
                const QModelIndex at = model->index(row, 0);
                const bool isCut = at.data(textRole).toString() == u"abcdef"_s;
                if (at.data(cutRole).toString() != (isCut ? cut : QString()))
                    return -1;
                if (isCut && at.data(Qt::AccessibleTextRole).toString().endsWith(cut))
                    ++marked;
            }
            return marked;
        };
        QCOMPARE(inList(f.window.textsPanel()->list()->model(), Qt::EditRole, TextListModel::CutRole), 1);
        const auto ranking = [&](const QString &name) { return f.window.findChild<QListView *>(name); };
        f.window.inspector()->setCurrentIndex(0);
        QCOMPARE(inList(ranking(u"compareList"_s)->model(), Qt::DisplayRole, SimilarityModel::CutRole), 1);
        f.document.setSelection({f.id(2)});
        f.window.inspector()->setCurrentIndex(2);
        QCOMPARE(inList(ranking(u"neighbourList"_s)->model(), Qt::DisplayRole, SimilarityModel::CutRole), 1);
    }

    /// Letters that are typed in the list go to the text that begins with them, or it is said that none does.
    void lettersGoToATextOrAreAnswered()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        QListView *list = f.window.textsPanel()->list();
        auto *hint = f.window.findChild<ElidedLabel *>(u"statusHint"_s);
        const auto type = [&](const QString &letters) {
            hint->setFullText({});
            QTest::qWait(5);
            QApplication::setKeyboardInputInterval(0); // the first one begins anew,
            QTest::keyClicks(list, letters.left(1));
            QApplication::setKeyboardInputInterval(60'000); // the others go on, however slow this computer is
            QTest::keyClicks(list, letters.mid(1));
        };
        const int usual = QApplication::keyboardInputInterval();
        list->setFocus();
        type(u"the u"_s);
        QCOMPARE(f.document.view().selection, std::set<TextId>{f.id(3)});
        QVERIFY(hint->fullText().isEmpty());
        type(u"cats are a t"_s);
        QCOMPARE(f.document.view().selection, std::set<TextId>{f.id(2)});
        type(u"cc"_s); // one letter again and again: whatever begins with it
        QVERIFY2(hint->fullText().isEmpty(), qPrintable(hint->fullText()));
        type(u"cut"_s);
        QCOMPARE(hint->fullText(), u"No text begins with “cut”; Ctrl+F finds it anywhere."_s);
        QTest::keyClick(list, Qt::Key_Backspace); // takes a letter back, not a text
        QCOMPARE(f.document.corpus().size(), std::size_t{4});
        QApplication::setKeyboardInputInterval(usual);
    }

    void aHalfTypedLineIsPartOfTheState()
    {
        QByteArray state;
        {
            WindowFixture f(WindowFixture::Model::Noise);
            QTest::keyClicks(f.window.textsPanel()->entry(), u"My cat sl"_s);
            state = f.document.saveState();
            QVERIFY(Document::summaryOf(state)->wouldBeMissed);
            QTest::keyClick(f.window.textsPanel()->entry(), Qt::Key_Return);
            QVERIFY(f.document.draft().isEmpty());
        }
        WindowFixture f(WindowFixture::Model::Noise);
        QVERIFY(f.document.restoreState(state));
        QCOMPARE(f.window.textsPanel()->entry()->text(), u"My cat sl"_s);
        QVERIFY(f.document.corpus().empty());
    }
};

QTEST_MAIN(TestTextsPanel)
#include "tst_texts_panel.moc"
