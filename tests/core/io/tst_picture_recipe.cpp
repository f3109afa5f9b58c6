#include "core/io/picture_recipe.h"

#include "core/base/portable_random.h"
#include "core/io/picture_metadata.h"

#include <QTest>

#include <algorithm>
#include <string>

using namespace embedscope;

namespace {

PictureRecipe sample()
{
    PictureRecipe picture;
    picture.title = "cats & <dogs>";
    picture.corpus.groupName = "animal";
    picture.corpus.add("I like cats.", "cat");
    picture.corpus.add("a < b && \"c\" > d \u2028 \U0001F408");
    picture.corpus.add(std::string("NUL\0 inside", 11), "dog");
    picture.recipe.model = "noise";
    picture.recipe.projection = MdsRecipe{};
    picture.recipe.clusters = {ClusterRecipe::Method::KMeans, 3};
    picture.recipe.seed = UINT64_MAX;
    picture.view.camera = Camera{{0.1, -2.5}, 3};
    picture.view.alignment = {0, 1, -1, 0, 2, 0.5, -0.25};
    picture.view.colourMode = ColourMode::Cluster;
    picture.view.ramp = Ramp::Cividis;
    picture.view.stretchRamp = true;
    picture.view.anchor = picture.corpus.texts[1].id;
    picture.view.hiddenGroups = {"dog"};
    picture.view.truthLines = true;
    picture.view.showLabels = false;
    return picture;
}

/// The smallest PNG there is: one grey pixel.
std::string tinyPng()
{
    const char hex[] = "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
                       "3a7e9b550000000a49444154789c63f80f00010101001bb6ee560000000049454e44ae426082";
    return QByteArray::fromHex(hex).toStdString();
}

const std::string kSvg = "<?xml version=\"1.0\"?>\n<svg width=\"10mm\" xmlns=\"http://www.w3.org/2000/svg\">\n"
                         "<title>t</title>\n<text>&lt;metadata id=\"embedscope-recipe\"&gt;{}</text></svg>\n";

} // namespace

class TestPictureRecipe : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everythingComesBack()
    {
        const PictureRecipe before = sample();
        const std::string json = formatPictureRecipe(before);
        QVERIFY(std::all_of(json.begin(), json.end(),
                            [](char c) { return c >= 32 && c < 127 && c != '<' && c != '>' && c != '&'; }));
        const auto after = parsePictureRecipe(json);
        QVERIFY2(after, after ? "" : after.error().detail.c_str());
        QCOMPARE(after->title, before.title);
        QVERIFY(after->corpus == before.corpus);
        QVERIFY(after->recipe == before.recipe);
        QVERIFY(after->view == before.view);
        QCOMPARE(formatPictureRecipe(*after), json);
    }

    void umapComesBack()
    {
        PictureRecipe before = sample();
        before.recipe.projection = UmapRecipe{7, 0.25};
        const std::string json = formatPictureRecipe(before);
        const auto after = parsePictureRecipe(json);
        QVERIFY2(after, after ? "" : after.error().detail.c_str());
        QVERIFY(after->recipe == before.recipe);
        for (const auto &[from, to] : {std::pair("\"neighbours\":7", "\"neighbours\":1"),
                                       std::pair("\"min_dist\":[0.25]", "\"min_dist\":[1.5]")}) {
            std::string wrong = json;
            const std::size_t at = wrong.find(from);
            QVERIFY(at != std::string::npos);
            wrong.replace(at, std::string_view(from).size(), to);
            QVERIFY(!parsePictureRecipe(wrong));
        }
    }

    void mapSettingsComeBack()
    {
        for (const ProjectionRecipe &projection :
             {ProjectionRecipe(PcaRecipe{3, 1}), ProjectionRecipe(UmapRecipe{7, 0.25, UmapMetric::Euclidean})}) {
            PictureRecipe before = sample();
            before.recipe.projection = projection;
            const std::string json = formatPictureRecipe(before);
            const auto after = parsePictureRecipe(json);
            QVERIFY2(after, after ? "" : after.error().detail.c_str());
            QVERIFY(after->recipe == before.recipe);
            for (const auto &[from, to] : {std::pair("\"components\":[3,1]", "\"components\":[3,3]"),
                                           std::pair("\"components\":[3,1]", "\"components\":[1,4]"),
                                           std::pair("\"metric\":\"euclidean\"", "\"metric\":\"euclid\"")}) {
                std::string wrong = json;
                const std::size_t at = wrong.find(from);
                if (at == std::string::npos)
                    continue;
                wrong.replace(at, std::string_view(from).size(), to);
                QVERIFY(!parsePictureRecipe(wrong));
            }
        }
    }

    /// Nobody vouches for a picture: what walks or takes down a tree of its depth must not run out of stack.
    void nestedWithoutEnd()
    {
        const std::string json = formatPictureRecipe(sample());
        for (const std::size_t depth : {std::size_t{17}, std::size_t{500'000}}) {
            const std::string deep = "{\"more\":" + std::string(depth, '[') + std::string(depth, ']') + "," + json.substr(1);
            const auto read = parsePictureRecipe(deep);
            QVERIFY(!read);
            QCOMPARE(read.error().detail, std::string("nested too deeply"));
        }
    }

    /// Files of before have neither spread nor epochs, and files with the usual ones are the same as theirs.
    void spreadAndEpochsComeBack()
    {
        PictureRecipe before = sample();
        UmapRecipe umap{7, 0.25};
        before.recipe.projection = umap;
        const std::string usual = formatPictureRecipe(before);
        QVERIFY(usual.find("spread") == std::string::npos && usual.find("epochs") == std::string::npos);
        umap.spread = 2.5;
        umap.epochs = 80;
        before.recipe.projection = umap;
        const std::string json = formatPictureRecipe(before);
        const auto after = parsePictureRecipe(json);
        QVERIFY2(after, after ? "" : after.error().detail.c_str());
        QVERIFY(after->recipe == before.recipe);
        for (const auto &[from, to] :
             {std::pair("\"spread\":[2.5]", "\"spread\":[0]"), std::pair("\"spread\":[2.5]", "\"spread\":[0.2]"),
              std::pair("\"spread\":[2.5]", "\"spread\":[11]"), std::pair("\"epochs\":80", "\"epochs\":-1"),
              std::pair("\"epochs\":80", "\"epochs\":10001")}) {
            std::string wrong = json;
            const std::size_t at = wrong.find(from);
            QVERIFY(at != std::string::npos);
            wrong.replace(at, std::string_view(from).size(), to);
            QVERIFY(!parsePictureRecipe(wrong));
        }
    }

    void aSpectrumComesBack()
    {
        PictureRecipe before = sample();
        before.view.colourMode = ColourMode::Spectrum;
        before.view.spectrum.low = {{"sad", "so-so, \"meh\""}, {before.corpus.texts[2].id}};
        before.view.spectrum.high.phrases = {"happy"};
        before.view.phrase.clear();
        const std::string json = formatPictureRecipe(before);
        const auto after = parsePictureRecipe(json);
        QVERIFY2(after, after ? "" : after.error().detail.c_str());
        QVERIFY(after->view.colour() == before.view.colour());
        std::string wrong = json;
        const std::size_t at = wrong.find("\"spectrum\":{");
        QVERIFY(at != std::string::npos);
        wrong.replace(at, 12, "\"spectrum\":[],\"x\":{");
        QVERIFY(!parsePictureRecipe(wrong));
    }

    void meaningAxesComeBack()
    {
        PictureRecipe before = sample();
        AxesRecipe axes;
        axes.x.low = {{"sad", "so-so, \"meh\" .. <b>"}, {before.corpus.texts[2].id}};
        axes.x.high = {{"happy"}, {}};
        axes.y.high.texts = {before.corpus.texts[0].id, before.corpus.texts[1].id};
        axes.orthogonal = false;
        before.recipe.projection = axes;
        const std::string json = formatPictureRecipe(before);
        const auto after = parsePictureRecipe(json);
        QVERIFY2(after, after ? "" : after.error().detail.c_str());
        QVERIFY(after->recipe == before.recipe);
        for (const auto &[from, to] : {std::pair("\"texts\":[0,1]", "\"texts\":[0,3]"), std::pair("[\"happy\"]", "[7]"),
                                       std::pair("\"orthogonal\":false", "\"orthogonal\":0")}) {
            std::string wrong = json;
            const std::size_t at = wrong.find(from);
            QVERIFY2(at != std::string::npos, from);
            wrong.replace(at, std::string_view(from).size(), to);
            QVERIFY2(!parsePictureRecipe(wrong), to);
        }
    }

    void everyContainerGivesItBack()
    {
        const std::string json = formatPictureRecipe(sample());
        const std::string pdf =
            "%PDF-1.4\n1 0 obj\n<<\n/Title (t)\n>>\nendobj\n2 0 obj\n<<\n/Type /Catalog\n>>\nendobj\n"
            "xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000042 00000 n \n"
            "trailer\n<<\n/Size 3 \n/Info 1 0 R\n/Root 2 0 R\n>>\nstartxref\n79 \n%%EOF\n";
        for (const std::string &picture : {tinyPng(), kSvg, pdf}) {
            const std::string with = withPictureMetadata(picture, json);
            const auto found = pictureMetadata(with);
            QVERIFY(found);
            QCOMPARE(std::string(*found), json);
        }
        QVERIFY(!pictureMetadata(tinyPng()));
        QVERIFY(!pictureMetadata(kSvg)); // a text that says it is one is none
        QVERIFY(!pictureMetadata("plain text"));
        // A PDF's first bytes stay as they are, and its last table says where the new objects begin.
        const std::string with = withPictureMetadata(pdf, json);
        QVERIFY(with.starts_with(pdf));
        const std::size_t table = std::stoul(with.substr(with.rfind("startxref\n") + 10));
        QVERIFY(with.substr(table).starts_with("xref\n2 1\n"));
        QVERIFY(with.substr(std::stoul(with.substr(table + 9, 10)))
                    .starts_with("2 0 obj\n<<\n/Type /Catalog\n/Metadata 3 0 R\n>>"));
        QVERIFY(with.substr(std::stoul(with.substr(table + 34, 10))).starts_with("3 0 obj\n<< /Type /Metadata"));
        QVERIFY(with.find("/Prev 79 ") != std::string::npos);
        for (const char *broken : {"%PDF-1.4\n", "%PDF-1.4\ntrailer\n<< /Size 3 >>",
                                   "%PDF-1.4\ntrailer <</Size 3 /Info 1 0 R /Root 2 0 R>> startxref 9"})
            QCOMPARE(withPictureMetadata(broken, json), std::string(broken));
    }

    /// Where things lie on a computer is nobody's business, and what a stranger sends must not open anything.
    void noPathGoesInOrComesOut_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("plain");
        QTest::newRow("folder") << "/home/someone/models/mine" << "mine";
        QTest::newRow("folder with a slash") << "/home/someone/models/mine/" << "mine";
        QTest::newRow("up") << "../../mine" << "mine";
        QTest::newRow("dots") << ".." << "all-MiniLM-L6-v2";
        QTest::newRow("windows") << "C:\\models\\mine" << "mine";
        QTest::newRow("service") << "api:mine" << "mine";
        QTest::newRow("nothing") << "" << "all-MiniLM-L6-v2";
        QTest::newRow("name") << "noise" << "noise";
    }
    void noPathGoesInOrComesOut()
    {
        QFETCH(QString, model);
        QFETCH(QString, plain);
        PictureRecipe picture = sample();
        picture.corpus.columnNames = {"path"};
        picture.corpus.texts.edit()[0].columns = {"/home/someone/secret"};
        picture.recipe.model = model.toStdString();
        std::string json = formatPictureRecipe(picture);
        QVERIFY(!QString::fromStdString(json).contains("someone"));
        QCOMPARE(QString::fromStdString(parsePictureRecipe(json)->recipe.model), plain);
        // Also where somebody else wrote the file.
        std::string other = formatPictureRecipe(sample());
        QString quoted = model;
        quoted.replace('\\', "\\\\");
        other.replace(other.find("\"noise\""), 7, "\"" + quoted.toStdString() + "\"");
        QCOMPARE(QString::fromStdString(parsePictureRecipe(other)->recipe.model), plain);
    }

    void anotherShapeIsNamed()
    {
        QCOMPARE(parsePictureRecipe("{").error().code, Errc::BadJson);
        QCOMPARE(parsePictureRecipe("[1]").error().code, Errc::BadRecord);
        QCOMPARE(parsePictureRecipe(R"({"embedscope": 2})").error().code, Errc::UnknownFormat);
        std::string json = formatPictureRecipe(sample());
        json.replace(json.find("\"mds\""), 5, "\"xyz\"");
        QCOMPARE(parsePictureRecipe(json).error().detail, std::string("projection"));
        QCOMPARE(parsePictureRecipe(std::string(100'000, '[')).error().code, Errc::BadRecord);
        QCOMPARE(readPictureRecipe("/nonexistent.png").error().code, Errc::FileMissing);
    }

    void mutantsNeverCrash()
    {
        PortableRandom random(3);
        const std::string json = formatPictureRecipe(sample());
        for (const std::string &whole : {withPictureMetadata(tinyPng(), json), withPictureMetadata(kSvg, json)}) {
            for (int i = 0; i < 10'000; ++i) {
                std::string mutant = whole;
                for (std::uint64_t n = 0; n <= random.below(3); ++n)
                    mutant[random.below(mutant.size())] = static_cast<char>(random.below(256));
                mutant.resize(mutant.size() - random.below(random.below(2) ? 2 : mutant.size()));
                if (const auto words = pictureMetadata(mutant))
                    if (const auto picture = parsePictureRecipe(*words))
                        QVERIFY(picture->corpus.size() < 10 && !picture->recipe.model.empty());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestPictureRecipe)
#include "tst_picture_recipe.moc"
