#include "core/text/texts.h"

#include <QTest>

#include <thread>

using namespace embedscope;

namespace {

std::vector<Text> someTexts(std::size_t count)
{
    std::vector<Text> texts(count);
    for (std::size_t i = 0; i < count; ++i)
        texts[i] = {TextId{i + 1}, "text " + std::to_string(i), {}, {}};
    return texts;
}

} // namespace

class TestTexts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void copiesShareTheList()
    {
        const Texts texts(someTexts(3));
        const Texts copy = texts;
        QCOMPARE(&copy.list(), &texts.list());
        QVERIFY(copy == texts);
        QVERIFY(copy == Texts(someTexts(3)));
        QVERIFY(!(copy == Texts(someTexts(2))));
    }

    void aChangedCopyIsItsOwn()
    {
        Texts texts(someTexts(3));
        const Texts snapshot = texts;
        texts.edit()[1].text = "other";
        QCOMPARE(snapshot[1].text, std::string("text 1"));
        QCOMPARE(texts[1].text, std::string("other"));
        const Text *where = texts.list().data();
        texts.edit()[2].text = "alone by now";
        QCOMPARE(texts.list().data(), where);
    }

    void nothing()
    {
        Texts texts;
        QVERIFY(texts.empty() && texts.take().empty());
        QVERIFY(texts == Texts(std::vector<Text>()));
        texts.edit().push_back({TextId{1}, "a", {}, {}});
        Texts copy = texts;
        copy.edit().clear();
        const Texts empty = copy;
        copy.edit().push_back({TextId{2}, "b", {}, {}});
        QVERIFY(empty.empty());
        QCOMPARE(copy.size(), std::size_t{1});
        QCOMPARE(texts.front().text, std::string("a"));
    }

    void taken()
    {
        Texts texts(someTexts(3));
        const Texts snapshot = texts;
        QCOMPARE(texts.take(), someTexts(3));
        QVERIFY(texts.empty());
        QCOMPARE(snapshot.size(), std::size_t{3});
        Texts last = snapshot;
        const Text *where = last.list().data();
        QVERIFY(last.take().data() != where);
    }

    // Under ThreadSanitizer above all: a change comes after all reading of copies that are gone.
    void copiesInOtherThreads()
    {
        Texts texts(someTexts(50));
        std::vector<std::jthread> readers;
        for (int i = 0; i < 4; ++i)
            readers.emplace_back([copy = texts]() mutable {
                std::size_t length = 0;
                for (const Text &text : copy)
                    length += text.text.size();
                copy = {};
                QVERIFY(length > 0);
            });
        for (int i = 0; i < 100; ++i) {
            texts.edit()[0].text = std::to_string(i);
            std::this_thread::yield();
        }
        readers.clear();
        QCOMPARE(texts[0].text, std::string("99"));
        QCOMPARE(texts[49].text, std::string("text 49"));
    }
};

QTEST_GUILESS_MAIN(TestTexts)
#include "tst_texts.moc"
