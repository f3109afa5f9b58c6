#include "core/model/tokenizer/character_map.h"
#include "core/model/tokenizer/text_normalizer.h"

#include <nlohmann/json.hpp>

#include <QByteArray>
#include <QTest>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

using namespace embedscope;

namespace {

// A map of one rule, A → B, laid out by hand: the root's children begin at 256; the value of the rule stands at 16.
constexpr std::uint32_t kRootOffset = 256;
constexpr std::uint32_t kPlaceOfA = kRootOffset ^ 'A';
constexpr std::uint32_t kValuePlace = 16;

std::uint32_t unit(std::uint32_t label, std::uint32_t offset, bool hasValue)
{
    return label | offset << 10 | (hasValue ? 0x100U : 0U);
}

struct Map
{
    std::vector<std::uint32_t> trie = std::vector<std::uint32_t>(512, 0);
    std::string replacements = std::string("B\0", 2);

    Map()
    {
        trie[0] = unit(0, kRootOffset, false);
        trie[kPlaceOfA] = unit('A', kPlaceOfA ^ kValuePlace, true);
        trie[kValuePlace] = 0x80000000U;
    }
    std::string bytes() const
    {
        std::string out;
        const auto add = [&](std::uint32_t number) {
            for (int shift = 0; shift < 32; shift += 8)
                out += static_cast<char>(number >> shift & 0xFF);
        };
        add(static_cast<std::uint32_t>(trie.size() * 4));
        for (const std::uint32_t number : trie)
            add(number);
        return out + replacements;
    }
};

std::string faultOf(const std::string &bytes)
{
    const auto map = CharacterMap::fromBytes(bytes);
    return map ? "accepted" : map.error().detail;
}

std::string applied(const std::string &text)
{
    const auto map = CharacterMap::fromBytes(Map().bytes());
    std::string out;
    if (map)
        map->apply(text, out);
    return out;
}

std::string stepFault(const char *json)
{
    try {
        const auto made = TextNormalizer::fromJson(nlohmann::json::parse(json));
        return made ? "accepted" : made.error().detail;
    } catch (...) { // the door is fromDocument()
        return "thrown";
    }
}

} // namespace

class TestCharacterMap : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void replaces()
    {
        QCOMPARE(applied("AxA"), std::string("BxB"));
        QCOMPARE(applied(""), std::string());
        // A short cluster goes whole, a long one character by character: as the package does it.
        QCOMPARE(applied("A\u0301x"), std::string("Bx"));
        QCOMPARE(applied("A\u0301\u0301\u0301x"), std::string("B\u0301\u0301\u0301x"));
    }

    void base64()
    {
        for (const QByteArray &bytes :
             {QByteArray(), QByteArray("a"), QByteArray("ab"), QByteArray("abc"), QByteArray("\x00\xff\xfe\x80", 4)}) {
            const auto decoded = decodeBase64(bytes.toBase64().toStdString());
            QVERIFY(decoded);
            QCOMPARE(QByteArray::fromStdString(*decoded), bytes);
        }
        for (const char *bad : {"a", "ab", "abc", "ab=c", "====", "a===", "ab c", "ab\n=", "a-_="})
            QVERIFY2(!decodeBase64(bad), bad);
    }

    void hostileMaps()
    {
        QCOMPARE(faultOf(Map().bytes()), std::string("accepted"));
        const auto says = [](const std::function<void(Map &)> &damage) {
            Map map;
            damage(map);
            return faultOf(map.bytes());
        };
        const std::string whole = Map().bytes();
        QVERIFY(faultOf("") != "accepted");
        QCOMPARE(faultOf(whole.substr(0, 3)), std::string("precompiled_charsmap: shorter than its header"));
        QCOMPARE(faultOf(whole.substr(0, 2000)), std::string("precompiled_charsmap: its trie is cut off"));
        QCOMPARE(faultOf(std::string("\xff\xff\xff\x7f", 4) + whole.substr(4)),
                 std::string("precompiled_charsmap: the size of its trie is no whole number of units"));
        QCOMPARE(faultOf(std::string("\xfc\xff\xff\xff", 4) + whole.substr(4)),
                 std::string("precompiled_charsmap: its trie is cut off"));
        QCOMPARE(faultOf(std::string(4, '\0')),
                 std::string("precompiled_charsmap: the size of its trie is no whole number of units"));
        QCOMPARE(says([](Map &m) { m.trie[kPlaceOfA] = unit('A', kPlaceOfA ^ kRootOffset, false); }),
                 std::string("precompiled_charsmap: its trie leads back into itself"));
        QCOMPARE(says([](Map &m) { m.trie[kValuePlace] = 0x80000003U; }),
                 std::string("precompiled_charsmap: a value of its trie leads beyond the replacements"));
        QCOMPARE(says([](Map &m) { m.trie[kPlaceOfA] = unit('A', 0x1FFFFF, true); }),
                 std::string("precompiled_charsmap: a value of its trie leads beyond the replacements"));
        QCOMPARE(says([](Map &m) {
                     m.replacements = "\u00e9";
                     m.trie[kValuePlace] = 0x80000001U;
                 }),
                 std::string("precompiled_charsmap: a value of its trie leads beyond the replacements"));
        QCOMPARE(says([](Map &m) { m.replacements = "\xff"; }),
                 std::string("precompiled_charsmap: a replacement is not UTF-8"));
        QCOMPARE(says([](Map &m) { m.replacements = std::string(65, 'x'); }),
                 std::string("precompiled_charsmap: a replacement of more than 64 bytes"));
    }

    void hostileNormalizers()
    {
        QCOMPARE(stepFault(R"({"type": "Replace", "pattern": {"String": "a"}, "content": "bc"})"),
                 std::string("accepted"));
        QVERIFY(stepFault(R"({"type": "NFKC"})").ends_with("normalizer is NFKC"));
        QVERIFY(stepFault(R"({"type": "Replace", "pattern": {"Regex": "(a+)+$"}, "content": ""})")
                    .ends_with("Replace of the expression \"(a+)+$\""));
        QVERIFY(stepFault(R"({"type": "Replace", "pattern": {"String": ""}, "content": "b"})").ends_with("of 0 bytes"));
        QVERIFY(stepFault(R"({"type": "Sequence", "normalizers": [
            {"type": "Replace", "pattern": {"String": "a"}, "content": "aaaaaaaa"},
            {"type": "Replace", "pattern": {"String": "a"}, "content": "aaaaaaaa"}]})")
                    .ends_with("more than 16 times longer"));
        QVERIFY(stepFault(R"({"type": "Precompiled", "precompiled_charsmap": "%"})").ends_with("not base64"));
        QCOMPARE(stepFault(R"({"type": "Precompiled"})"), std::string("thrown"));
        std::string nested = R"({"type": "Lowercase"})";
        for (int i = 0; i < 10; ++i)
            nested = R"({"type": "Sequence", "normalizers": [)" + nested + "]}";
        QVERIFY(stepFault(nested.c_str()).ends_with("too many steps"));
    }
};

QTEST_GUILESS_MAIN(TestCharacterMap)
#include "tst_character_map.moc"
