#include "core/embed/service/retry.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace embedscope;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

HttpResponse with(std::vector<HttpHeader> headers)
{
    HttpResponse answer;
    answer.status = 429;
    answer.headers = std::move(headers);
    return answer;
}

const WaitClock::Wall::time_point kNow = WaitClock::Wall::from_time_t(1'700'000'000); // Tue, 14 Nov 2023 22:13:20 GMT

} // namespace

class TestRetry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void backsOffMoreAndMore()
    {
        milliseconds all{0};
        const std::vector<milliseconds> longest = {1s, 2s, 4s, 8s, 16s, 20s, 20s};
        for (int retry = 0; retry < 7; ++retry) {
            QVERIFY(backOff(retry, 0) == longest[std::size_t(retry)]);
            QVERIFY(backOff(retry, 0.999999) >= longest[std::size_t(retry)] * 3 / 4 - 1ms);
            QVERIFY(backOff(retry, 0.5) < longest[std::size_t(retry)]);
            if (retry < kMostRetries)
                all += backOff(retry, 0);
        }
        QVERIFY(all <= 60s);
        QVERIFY(backOff(1'000'000, 0) == 20s);
        QVERIFY(backOff(-1, 0) == 1s);
    }

    void durations_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ms"); // -1: none
        const auto row = [](const char *text, qint64 ms) { QTest::newRow(text) << text << ms; };
        row("20ms", 20);
        row("0s", 0);
        row("1s", 1000);
        row("6m0s", 360'000);
        row("1h2m3.5s", 3'723'500);
        row("1d", 86'400'000);
        row("7", 7000);
        row("0.25", 250);
        row("", -1);
        row("-1", -1);
        row("soon", -1);
        row("1x", -1);
        row("s", -1);
        row("1e3", -1);
        row("99999999999999999999999999", 31'622'400'000);
    }
    void durations()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ms);
        const auto duration = parseDuration(text.toStdString());
        QCOMPARE(duration ? qint64(duration->count()) : -1, ms);
    }

    void whatAnAnswerAsksFor_data()
    {
        QTest::addColumn<QStringList>("headers");
        QTest::addColumn<qint64>("ms");
        const auto row = [](const char *name, const QStringList &headers, qint64 ms) {
            QTest::newRow(name) << headers << ms;
        };
        row("nothing", {}, -1);
        row("seconds", {"retry-after", "12"}, 12'000);
        row("parts of a second", {"retry-after", "0.5"}, 500);
        row("milliseconds go first", {"retry-after", "12", "retry-after-ms", "1500"}, 1500);
        row("a date", {"retry-after", "Tue, 14 Nov 2023 22:14:20 GMT"}, 60'000);
        row("a date gone by", {"retry-after", "Tue, 14 Nov 2023 22:00:00 GMT"}, 0);
        row("a far date", {"retry-after", "Fri, 31 Dec 9999 23:59:59 GMT"}, 31'622'400'000);
        row("negative", {"retry-after", "-3"}, -1);
        row("a word", {"retry-after", "banana"}, -1);
        row("empty", {"retry-after", ""}, -1);
        row("tokens used up", {"x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "6m0s"}, 360'000);
        row("both used up",
            {"x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "2s", "x-ratelimit-remaining-requests",
             "0", "x-ratelimit-reset-requests", "3s"},
            3000);
        row("enough is left", {"x-ratelimit-remaining-requests", "9", "x-ratelimit-reset-requests", "3s"}, -1);
        row("Azure's unknown",
            {"x-ratelimit-limit-requests", "0", "x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests",
             "0"},
            -1);
        row("Azure's minus one", {"x-ratelimit-remaining-requests", "-1", "x-ratelimit-reset-requests", "0"}, -1);
    }
    void whatAnAnswerAsksFor()
    {
        QFETCH(QStringList, headers);
        QFETCH(qint64, ms);
        std::vector<HttpHeader> list;
        for (int i = 0; i < headers.size(); i += 2)
            list.push_back({headers[i].toStdString(), headers[i + 1].toStdString()});
        const auto pause = askedPause(with(list), kNow);
        QCOMPARE(pause ? qint64(pause->count()) : -1, ms);
    }

    void theAllowanceForTheNext()
    {
        const HttpResponse answer = with({{"x-ratelimit-limit-tokens", "1000"},
                                          {"x-ratelimit-remaining-tokens", "400"},
                                          {"x-ratelimit-reset-tokens", "36s"},
                                          {"x-ratelimit-limit-requests", "3000"},
                                          {"x-ratelimit-remaining-requests", "2999"},
                                          {"x-ratelimit-reset-requests", "20ms"}});
        QVERIFY(!allowancePause(answer, 400));
        QVERIFY(allowancePause(answer, 401) == 36s);
        QVERIFY(allowancePause(answer, 1'000'000) == 36s);
        QVERIFY(!allowancePause(with({}), 1'000'000));
    }

    void theRealClockStops()
    {
        std::stop_source stop;
        QElapsedTimer timer;
        timer.start();
        std::jthread other([&] {
            std::this_thread::sleep_for(50ms);
            stop.request_stop();
        });
        realClock()->sleep(10s, stop.get_token());
        QVERIFY2(timer.elapsed() < 150, qPrintable(QString::number(timer.elapsed())));
        timer.restart();
        realClock()->sleep(30ms, {});
        QVERIFY(timer.elapsed() >= 30);
        for (int i = 0; i < 100; ++i)
            QVERIFY(realClock()->random() >= 0 && realClock()->random() < 1);
    }
};

QTEST_GUILESS_MAIN(TestRetry)
#include "tst_retry.moc"
