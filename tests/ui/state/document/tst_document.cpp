#include "core/base/portable_random.h"
#include "tests/ui/drawn_lines.h"
#include "tests/ui/state/document/document_support.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

#include <atomic>

using namespace embedscope;
using namespace embedscope::test;

class TestDocument : public QObject
{
    Q_OBJECT
private:
    static void randomCommand(DocumentFixture &fixture, PortableRandom &random, int step)
    {
        Document &document = fixture.document;
        const std::size_t n = document.corpus().size();
        const auto any = [&] { return fixture.id(static_cast<std::size_t>(random.below(n))); };
        switch (random.below(9)) {
        case 0:
        case 1: {
            QStringList texts;
            for (std::uint64_t i = 0; i <= random.below(static_cast<std::uint32_t>(kLastColourMode) + 1); ++i)
                texts << QStringLiteral("text %1 %2").arg(step).arg(i);
            document.addTexts(texts, static_cast<std::size_t>(random.below(n + 1)));
            break;
        }
        case 2:
            if (n > 0)
                document.editText(any(), QStringLiteral("edited %1").arg(step));
            break;
        case 3:
            if (n > 1)
                document.removeTexts({any(), any()});
            break;
        case 4:
            if (n > 0)
                document.setAnchor(any());
            break;
        case 5: {
            Recipe recipe = document.recipe();
            recipe.seed = random.next();
            if (random.below(3) == 0)
                recipe.projection =
                    AxesRecipe{{{{"a", "b"}, {TextId{1 + random.below(9)}}}, {{"c"}, {}}}, {}, random.below(2) == 0};
            else if (random.below(2) == 0)
                recipe.projection = random.below(2) == 0
                                        ? ProjectionRecipe(MdsRecipe{})
                                        : ProjectionRecipe(UmapRecipe{2 + static_cast<int>(random.below(9)), 0.25,
                                                                      UmapMetric::Cosine, 1.5, 30});
            document.setRecipe(recipe, QStringLiteral("recipe"));
            break;
        }
        case 6:
            document.setColourMode(static_cast<ColourMode>(random.below(4)));
            break;
        case 7:
            if (random.below(3) == 0)
                document.openCorpus(random.below(2) == 0 ? readOf({"one", "two"})
                                                         : readWithVectors({"ab", "cd", "ef"}, "elsewhere"),
                                    QStringLiteral("file %1").arg(step));
            else
                document.addCorpus(readOf({"three", "four"}), QStringLiteral("file"));
            break;
        default:
            if (random.below(4) == 0)
                document.newDocument();
        }
    }

private Q_SLOTS:
    void undoAllAndRedoAll_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }
    void undoAllAndRedoAll()
    {
        QFETCH(int, seed);
        DocumentFixture fixture;
        PortableRandom random(static_cast<std::uint64_t>(seed));
        const QByteArray initial = fixture.document.saveState();
        std::vector<QByteArray> states = {initial};
        for (int step = 0; step < 60; ++step) {
            const int before = fixture.document.undoStack()->index();
            randomCommand(fixture, random, step);
            // A merged edit replaces the newest state, anything else adds one.
            states.resize(static_cast<std::size_t>(fixture.document.undoStack()->index()));
            states.push_back(fixture.document.saveState());
            QVERIFY(fixture.document.undoStack()->index() - before <= 1);
        }
        for (std::size_t i = states.size() - 1; i > 0; --i) {
            fixture.document.undoStack()->undo();
            QCOMPARE(fixture.document.saveState(), states[i - 1]);
        }
        QVERIFY(!fixture.document.undoStack()->canUndo());
        for (std::size_t i = 1; i < states.size(); ++i) {
            fixture.document.undoStack()->redo();
            QCOMPARE(fixture.document.saveState(), states[i]);
        }
    }

    void pastedLinesAreOneStep()
    {
        DocumentFixture fixture;
        fixture.document.addTexts({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
        QCOMPARE(fixture.document.undoStack()->count(), 1);
        QCOMPARE(fixture.document.corpus().size(), std::size_t{3});
        fixture.document.undoStack()->undo();
        QVERIFY(fixture.document.corpus().empty());
    }

    void addingAndEditingEmbedOnlyTheNew()
    {
        DocumentFixture fixture;
        fixture.document.addTexts(
            {QStringLiteral("cat"), QStringLiteral("dog"), QStringLiteral("bird"), QStringLiteral("fish")});
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{4});
        QCOMPARE(fixture.document.exploration()->size(), std::size_t{4});
        QVERIFY(fixture.document.exploration()->map);
        fixture.document.addTexts({QStringLiteral("whale")});
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{5});
        fixture.document.editText(fixture.id(1), QStringLiteral("wolf"));
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{6});
        fixture.document.undoStack()->undo();
        QVERIFY(fixture.settle());
        fixture.document.undoStack()->redo();
        fixture.document.removeTexts({fixture.id(0)});
        QVERIFY(fixture.settle());
        fixture.document.undoStack()->undo();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{6});
        QCOMPARE(fixture.document.exploration()->size(), std::size_t{5});
    }

    void anotherModelAndBackEmbedsOnce()
    {
        DocumentFixture fixture;
        fixture.document.addTexts({QStringLiteral("cat"), QStringLiteral("dog")});
        QVERIFY(fixture.settle());
        Recipe recipe = fixture.document.recipe();
        recipe.model = "noise";
        fixture.document.setRecipe(recipe, QStringLiteral("Model"));
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.other->embedded.load(), std::size_t{2});
        QCOMPARE(fixture.document.exploration()->modelName, std::string("other"));
        fixture.document.undoStack()->undo();
        QVERIFY(fixture.settle());
        fixture.document.undoStack()->redo();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{2});
        QCOMPARE(fixture.other->embedded.load(), std::size_t{2});
    }

    void failedRowsKeepTheirReason()
    {
        DocumentFixture fixture;
        fixture.document.addTexts({QStringLiteral("cat"), QStringLiteral("fail me"), QStringLiteral("  ")});
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.stateOf(0), VectorState::Ready);
        QCOMPARE(fixture.stateOf(1), VectorState::Failed);
        QCOMPARE(fixture.document.entryOf(fixture.document.corpus().texts[1]).error->detail,
                 std::string("asked to fail"));
        QCOMPARE(fixture.stateOf(2), VectorState::Empty);
        const std::size_t before = fixture.fake->embedded;
        fixture.document.retryFailed();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.fake->embedded.load(), before + 1);
    }

    /// A long list, stopped half-way: its finished rows are mapped, and the rest can be taken up.
    void cancelMapsWhatIsDone()
    {
        DocumentFixture fixture;
        QSemaphore started;
        QSemaphore go;
        fixture.fake->onRow = [&](std::size_t index) {
            if (index == 6) {
                started.release();
                go.acquire();
            }
        };
        std::vector<std::string> texts;
        for (char c = 'a'; c < 'm'; ++c)
            texts.push_back(std::string(1, c) + " text");
        fixture.document.openCorpus(readOf(texts), QStringLiteral("long"));
        QVERIFY(!fixture.document.canContinue());
        QVERIFY(QTest::qWaitFor([&] { return started.tryAcquire(); }, 20'000));
        QSignalSpy cancelled(&fixture.document, &Document::workCancelled);
        QSignalSpy finished(&fixture.document, &Document::workFinished);
        fixture.document.cancelWork();
        go.release();
        QVERIFY(fixture.settle());
        QCOMPARE(cancelled.size(), 1);
        QCOMPARE(finished.size(), 0);
        const ExplorationPtr shown = fixture.document.exploration();
        QVERIFY(shown && shown->map);
        QVERIFY(shown->size() >= 6 && shown->size() < texts.size());
        QCOMPARE(shown->identity, std::string("fake/26"));
        QCOMPARE(fixture.fake->embedded.load(), shown->size());
        QVERIFY(fixture.document.canContinue());

        fixture.document.continueWork();
        QVERIFY(!fixture.document.canContinue());
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.document.exploration()->size(), texts.size());
        QCOMPARE(fixture.fake->embedded.load(), texts.size());
        QVERIFY(!fixture.document.canContinue());
        QCOMPARE(finished.size(), 1);
    }

    void cancelKeepsWhatIsDone()
    {
        DocumentFixture fixture;
        std::atomic<bool> hold = true;
        fixture.fake->onRow = [&](std::size_t index) {
            while (index == 3 && hold)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
        };
        QStringList texts;
        for (char c = 'a'; c < 'k'; ++c)
            texts << QString(QLatin1Char(c));
        fixture.document.addTexts(texts);
        QSignalSpy cancelled(&fixture.document, &Document::workCancelled);
        QSignalSpy finished(&fixture.document, &Document::workFinished);
        QTRY_COMPARE(fixture.stateOf(2), VectorState::Ready);
        fixture.document.cancelWork();
        hold = false;
        QVERIFY(fixture.settle());
        QCOMPARE(cancelled.size(), 1);
        QCOMPARE(finished.size(), 0);
        QCOMPARE(fixture.stateOf(3), VectorState::Ready);
        QCOMPARE(fixture.stateOf(9), VectorState::Pending);
        fixture.document.retryFailed();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.stateOf(9), VectorState::Ready);
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{10});
    }

    void editsDuringAJobNeverEmbedTwice()
    {
        DocumentFixture fixture;
        fixture.fake->onRow = [](std::size_t) { std::this_thread::sleep_for(std::chrono::milliseconds(2)); };
        QStringList texts;
        for (int i = 0; i < 60; ++i)
            texts << QStringLiteral("text number %1").arg(i);
        fixture.document.addTexts(texts);
        for (int i = 0; i < 8; ++i) {
            QTest::qWait(15);
            fixture.document.addTexts({QStringLiteral("later %1").arg(i)});
        }
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.document.exploration()->size(), std::size_t{68});
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{68});
    }

    void missingModelIsAReason()
    {
        DocumentFixture fixture;
        fixture.document.addTexts({QStringLiteral("cat")});
        Recipe recipe;
        recipe.model = "missing";
        fixture.document.setRecipe(recipe, QStringLiteral("Model"));
        QSignalSpy failed(&fixture.document, &Document::workFailed);
        QVERIFY(fixture.settle());
        QCOMPARE(failed.size(), 1);
        QCOMPARE(fixture.stateOf(0), VectorState::NoModel);
        QCOMPARE(fixture.document.entryOf(fixture.document.corpus().texts[0]).error->code, Errc::ModelMissing);
    }

    void importedVectorsOfAStranger()
    {
        DocumentFixture fixture;
        fixture.document.openCorpus(readWithVectors({"cat", "dog", "bird"}, "missing"), QStringLiteral("file"));
        QVERIFY(fixture.settle());
        QVERIFY(fixture.document.hasImportedVectors());
        QCOMPARE(fixture.document.exploration()->size(), std::size_t{3});
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{0});
        fixture.document.addTexts({QStringLiteral("fish")});
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.stateOf(3), VectorState::NoModel);
        QCOMPARE(fixture.document.entryOf(fixture.document.corpus().texts[3]).error->code, Errc::ModelMismatch);
        QCOMPARE(fixture.document.exploration()->size(), std::size_t{3});
    }

    void importedVectorsOfALocalModel()
    {
        DocumentFixture fixture;
        fixture.document.openCorpus(readWithVectors({"cat", "dog", "bird", "horse"}, "fake"), QStringLiteral("file"));
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{3}); // the check
        fixture.document.addTexts({QStringLiteral("fish")});
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.stateOf(4), VectorState::Ready);
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{4});
    }

    void importedVectorsUnderAFalseName()
    {
        DocumentFixture fixture;
        fixture.document.openCorpus(readWithVectors({"cat", "dog", "bird"}, "fake", 2.0F), QStringLiteral("file"));
        fixture.document.addTexts({QStringLiteral("fish")});
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.stateOf(0), VectorState::Ready);
        QCOMPARE(fixture.stateOf(3), VectorState::NoModel);
    }

    void deletedAnchorFallsBack()
    {
        DocumentFixture fixture;
        fixture.document.addTexts({QStringLiteral("cat"), QStringLiteral("dog"), QStringLiteral("bird")});
        const TextId dog = fixture.id(1);
        fixture.document.setAnchor(dog);
        QCOMPARE(fixture.document.anchorId(), dog);
        fixture.document.removeTexts({dog});
        QCOMPARE(fixture.document.anchorId(), fixture.id(0));
        fixture.document.undoStack()->undo();
        QCOMPARE(fixture.document.anchorId(), dog);
    }

    /// List and map compare with the same text: one that is pinned while many are being embedded is next. Also where the
    /// window has heard nothing yet of the work, not even that the model is open.
    void anAnchorWithoutAVectorIsEmbeddedNext_data()
    {
        QTest::addColumn<bool>("heard");
        QTest::newRow("the model is known to be open") << true;
        QTest::newRow("nothing is known yet") << false;
    }
    void anAnchorWithoutAVectorIsEmbeddedNext()
    {
        QFETCH(bool, heard);
        DocumentFixture fixture;
        std::atomic<int> arrived = 0;
        std::atomic<int> released = 0;
        fixture.fake->onRow = [&](std::size_t i) {
            const int mine = i == 100 ? ++arrived : 0;
            for (int waited = 0; released < mine && waited < 5000; ++waited)
                QTest::qSleep(1);
        };
        const auto beginWork = [&] { QCoreApplication::sendPostedEvents(&fixture.document, QEvent::MetaCall); };
        fixture.document.addTexts(drawnLines(300));
        beginWork();
        for (int waited = 0; arrived < 1 && waited < 5000; ++waited)
            QTest::qSleep(1); // without events
        QCOMPARE(arrived.load(), 1);
        if (heard)
            QTRY_VERIFY(fixture.stateOf(0) == VectorState::Ready);
        fixture.document.setAnchor(fixture.id(250));
        QVERIFY(fixture.stateOf(250) == VectorState::Pending);
        // Before the row is let go: the old work could embed all the rest.
        beginWork();
        released = 1;
        QTRY_COMPARE(arrived.load(), 2);
        QTRY_COMPARE(fixture.stateOf(250), VectorState::Ready);
        QCOMPARE(fixture.stateOf(249), VectorState::Pending);
        const std::size_t before = fixture.fake->calls;
        fixture.document.setAnchor(fixture.id(3)); // it has a vector: nothing begins anew
        released = 2;
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.fake->calls.load(), before);
        QCOMPARE(fixture.fake->embedded.load(), std::size_t{300});
        QCOMPARE(fixture.document.exploration()->size(), std::size_t{300});
    }

    void theMapIsChosenWhenTextsAreOpened()
    {
        const auto drawn = [](std::size_t n) { return readOf(drawnTexts(n)); };
        const auto isUmap = [](const Document &document) {
            return std::holds_alternative<UmapRecipe>(document.recipe().projection);
        };
        DocumentFixture fixture;
        Document &document = fixture.document;
        document.openCorpus(drawn(kManyTexts - 1), QStringLiteral("few"));
        QVERIFY(!isUmap(document));
        document.addTexts({QStringLiteral("one more"), QStringLiteral("and another")});
        QVERIFY(!isUmap(document)); // no edit changes it
        document.openCorpus(drawn(kManyTexts), QStringLiteral("many"));
        QVERIFY(isUmap(document));
        document.removeTexts({fixture.id(0)});
        QVERIFY(isUmap(document));
        document.undoStack()->undo();
        document.undoStack()->undo();
        QVERIFY(!isUmap(document));
        document.openCorpus(drawn(10), QStringLiteral("the first of several files"), ColourMode::None, kManyTexts);
        QVERIFY(isUmap(document));
        document.newDocument();
        QVERIFY(!isUmap(document));
    }

    void colourByClusterFindsClusters()
    {
        DocumentFixture fixture;
        fixture.document.addTexts(
            {QStringLiteral("aaaa"), QStringLiteral("aaab"), QStringLiteral("zzzz"), QStringLiteral("zzzy")});
        fixture.document.setColourMode(ColourMode::Cluster);
        QVERIFY(fixture.settle());
        QVERIFY(fixture.document.exploration()->clusters);
        fixture.document.undoStack()->undo();
        QCOMPARE(fixture.document.view().colourMode, ColourMode::Similarity);
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.document.exploration()->clusters);
    }

    void aNumberOfTheVectorIsTurnedOverAsOneStep()
    {
        DocumentFixture fixture;
        fixture.document.addTexts({QStringLiteral("cat"), QStringLiteral("dog")});
        QVERIFY(fixture.settle());
        fixture.document.setColourMode(ColourMode::Component);
        for (const int component : {3, 4, 5}) {
            ColourChoice choice = fixture.document.view().colour();
            choice.component = component;
            fixture.document.setColour(choice);
        }
        QCOMPARE(fixture.document.view().component, 5);
        fixture.document.undoStack()->undo();
        QCOMPARE(fixture.document.view().component, 0);
        QCOMPARE(fixture.document.view().colourMode, ColourMode::Component);
        fixture.document.undoStack()->undo();
        QCOMPARE(fixture.document.view().colourMode, ColourMode::Similarity);
    }

    void aPhraseColoursAndIsNoText()
    {
        DocumentFixture fixture;
        fixture.document.addTexts({QStringLiteral("cat"), QStringLiteral("dog")});
        QVERIFY(fixture.settle());
        ColourChoice choice;
        choice.mode = ColourMode::Phrase;
        choice.phrase = "tac";
        fixture.document.setColour(choice);
        QTRY_VERIFY(fixture.document.view().phraseVector);
        QCOMPARE(*fixture.document.view().phraseVector, FakeEmbedder::vectorOf("tac"));
        QCOMPARE(fixture.document.corpus().size(), std::size_t{2});
        // Another model makes another vector, and until then there is none.
        Recipe recipe = fixture.document.recipe();
        recipe.model = "noise";
        fixture.document.setRecipe(recipe, QStringLiteral("noise"));
        QVERIFY(!fixture.document.view().phraseVector);
        QTRY_VERIFY(fixture.document.view().phraseVector);
        choice.phrase = "god";
        fixture.document.setColour(choice);
        QTRY_VERIFY(fixture.document.view().phraseVector &&
                    *fixture.document.view().phraseVector == FakeEmbedder::vectorOf("god"));
        // It comes back with the state, and its vector is found again.
        DocumentFixture second;
        QVERIFY(second.document.restoreState(fixture.document.saveState()));
        QCOMPARE(second.document.view().phrase, std::string("god"));
        QTRY_VERIFY(second.document.view().phraseVector);
    }

    void aSpectrumColoursAndIsUndone()
    {
        DocumentFixture fixture;
        fixture.document.addTexts({QStringLiteral("cat"), QStringLiteral("dog"), QStringLiteral("cod")});
        QVERIFY(fixture.settle());
        ColourChoice choice;
        choice.mode = ColourMode::Spectrum;
        choice.spectrum.low.phrases = {"tac", "act"};
        choice.spectrum.high.texts = {fixture.id(1)};
        fixture.document.setColour(choice);
        QTRY_VERIFY(fixture.document.view().spectrumPhrases);
        const auto vectorOf = [](const Document &document, const char *phrase) {
            Text text;
            text.text = phrase;
            const VectorEntry entry = document.view().spectrumPhrases->entry(text);
            return entry.vector ? std::vector<float>(entry.vector->values.begin(), entry.vector->values.end())
                                : std::vector<float>();
        };
        QCOMPARE(vectorOf(fixture.document, "act"), FakeEmbedder::vectorOf("act"));
        QCOMPARE(fixture.document.corpus().size(), std::size_t{3});
        // It comes back with the state, and its vectors are found again.
        DocumentFixture second;
        QVERIFY(second.document.restoreState(fixture.document.saveState()));
        QVERIFY(second.document.view().spectrum == choice.spectrum);
        QTRY_VERIFY(second.document.view().spectrumPhrases);
        // Another model makes other vectors, and until then there are none.
        Recipe recipe = fixture.document.recipe();
        recipe.model = "noise";
        fixture.document.setRecipe(recipe, QStringLiteral("noise"));
        QVERIFY(!fixture.document.view().spectrumPhrases);
        QTRY_VERIFY(fixture.document.view().spectrumPhrases);
        choice.spectrum.low.phrases = {"bird"};
        fixture.document.setColour(choice);
        QVERIFY(!fixture.document.view().spectrumPhrases);
        fixture.document.undoStack()->undo();
        QCOMPARE(fixture.document.view().spectrum.low.phrases.size(), std::size_t{2});
        QTRY_VERIFY(fixture.document.view().spectrumPhrases);
        QCOMPARE(vectorOf(fixture.document, "act"), FakeEmbedder::vectorOf("act"));
        QVERIFY(fixture.document.mayEmbedWords());
    }

    void aPictureBringsItsColoursAndExamples()
    {
        DocumentFixture fixture;
        PictureRecipe picture;
        picture.title = "picture";
        for (const char *text : {"cat", "dog", "cod"})
            picture.corpus.add(text);
        picture.view.colourMode = ColourMode::Spectrum;
        picture.view.spectrum.low.phrases = {"act"};
        picture.view.spectrum.high.texts = {picture.corpus.texts[2].id};
        AxesRecipe axes;
        axes.x = picture.view.spectrum;
        picture.recipe.projection = axes;
        fixture.document.addTexts({QStringLiteral("ids are used up")});
        fixture.document.openPicture(picture);
        // The texts have other ids here.
        const ViewState &view = fixture.document.view();
        QCOMPARE(view.colourMode, ColourMode::Spectrum);
        QVERIFY(view.spectrum.high.texts == std::vector<TextId>{fixture.id(2)});
        QVERIFY(std::get<AxesRecipe>(fixture.document.recipe().projection).x == view.spectrum);
    }

    void stateComesBack()
    {
        DocumentFixture fixture;
        fixture.document.openCorpus(readWithVectors({"cat", "dog", "bird"}, "missing"), QStringLiteral("a file"));
        fixture.document.addTexts({QString::fromUtf8("Ünïcode \U0001F408")});
        fixture.document.setAnchor(fixture.id(1));
        fixture.document.setColourMode(ColourMode::None);
        QVERIFY(fixture.settle());
        const QByteArray bytes = fixture.document.saveState();

        DocumentFixture second;
        QVERIFY(second.document.restoreState(bytes));
        QCOMPARE(second.document.saveState(), bytes);
        QVERIFY(second.settle());
        QCOMPARE(*second.document.exploration()->vectors, *fixture.document.exploration()->vectors);
        QCOMPARE(second.document.title(), QStringLiteral("a file"));
        QVERIFY(!second.document.undoStack()->canUndo());
    }

    /// What a record says that its model saw of the text stays known, also after a restart.
    void importedVectorsKeepWhatWasSeen()
    {
        ReadCorpus read = readWithVectors({"cat", "dog", "bird"}, "missing");
        read.vectors[1].tokens = 256;
        read.vectors[1].truncated = true;
        read.vectors[2].tokens = 5;
        DocumentFixture fixture;
        fixture.document.openCorpus(read, QStringLiteral("file"));
        QVERIFY(fixture.settle());
        DocumentFixture second;
        QVERIFY(second.document.restoreState(fixture.document.saveState()));
        QVERIFY(second.settle());
        for (const DocumentFixture *each : {&fixture, &second}) {
            const auto vectorOf = [&](std::size_t i) {
                return each->document.entryOf(each->document.corpus().texts[i]).vector;
            };
            QCOMPARE(vectorOf(1)->tokens, std::size_t{256});
            QVERIFY(vectorOf(1)->truncated);
            QCOMPARE(vectorOf(2)->tokens, std::size_t{5});
            QVERIFY(!vectorOf(2)->truncated && !vectorOf(0)->truncated);
        }
    }

    void aHalfTypedLineIsKept()
    {
        DocumentFixture fixture;
        QSignalSpy changed(&fixture.document, &Document::draftChanged);
        fixture.document.setDraft(QStringLiteral("half a li"));
        QCOMPARE(changed.size(), 1);
        const auto summary = Document::summaryOf(fixture.document.saveState());
        QVERIFY(summary && summary->wouldBeMissed);
        QCOMPARE(summary->draft, QStringLiteral("half a li"));
        DocumentFixture second;
        QVERIFY(second.document.restoreState(fixture.document.saveState()));
        QCOMPARE(second.document.draft(), QStringLiteral("half a li"));
    }

    /// Where a component of the new map points the other way, the picture keeps the side that people know.
    void theMapDoesNotFlipWhenATextIsAdded()
    {
        const auto place = [](const Exploration &exploration, const Alignment &alignment, std::size_t row) {
            const auto i = static_cast<Eigen::Index>(row);
            return alignment.apply({static_cast<double>(exploration.map->coordinates(i, 0)),
                                    static_cast<double>(exploration.map->coordinates(i, 1))});
        };
        DocumentFixture fixture;
        fixture.document.addTexts({QStringLiteral("abcab"), QStringLiteral("abd"), QStringLiteral("xyzab"),
                                   QStringLiteral("xxyz"), QStringLiteral("mnoab"), QStringLiteral("bcdmx")});
        QVERIFY(fixture.settle());
        const ExplorationPtr before = fixture.document.exploration();
        const Alignment alignmentBefore = fixture.document.view().alignment;
        int flips = 0;
        for (const char *added : {"aaaaaaaa", "zzzzzzzz", "mmmmmmmm", "abxyabxy", "cccccccc", "nnnooo", "xxxxxx"}) {
            fixture.document.addTexts({QString::fromLatin1(added)});
            QVERIFY(fixture.settle());
            const ExplorationPtr after = fixture.document.exploration();
            double asShown[2] = {};
            double canonical[2] = {};
            for (std::size_t row = 0; row < before->size(); ++row) {
                const WorldPoint old = place(*before, alignmentBefore, row);
                const WorldPoint now = place(*after, fixture.document.view().alignment, row);
                const WorldPoint bare = place(*after, {}, row);
                asShown[0] += old.x * now.x;
                asShown[1] += old.y * now.y;
                canonical[0] += old.x * bare.x;
                canonical[1] += old.y * bare.y;
            }
            flips += (canonical[0] < 0 ? 1 : 0) + (canonical[1] < 0 ? 1 : 0);
            QVERIFY2(asShown[0] > 0 && asShown[1] > 0, added);
            fixture.document.undoStack()->undo();
            QVERIFY(fixture.settle());
        }
        QVERIFY(flips > 0); // else nothing was shown
    }

    void damagedStateChangesNothing()
    {
        DocumentFixture fixture;
        fixture.document.openCorpus(readWithVectors({"cat", "dog", "bird"}, "missing"), QStringLiteral("a file"));
        const QByteArray bytes = fixture.document.saveState();
        DocumentFixture second;
        second.document.addTexts({QStringLiteral("mine")});
        const QByteArray mine = second.document.saveState();
        for (qsizetype length = 0; length < bytes.size(); length += 7) {
            QVERIFY(!second.document.restoreState(bytes.left(length)));
            QCOMPARE(second.document.saveState(), mine);
        }
        PortableRandom random(7);
        for (int i = 0; i < 500; ++i) {
            QByteArray mutant = bytes;
            mutant[static_cast<qsizetype>(random.below(static_cast<std::uint64_t>(bytes.size())))] =
                static_cast<char>(random.below(256));
            DocumentFixture third;
            static_cast<void>(third.document.restoreState(mutant)); // either way, no crash
            static_cast<void>(third.document.saveState());
        }
    }
};

QTEST_GUILESS_MAIN(TestDocument)
#include "tst_document.moc"
