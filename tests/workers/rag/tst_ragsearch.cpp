// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clock.h"
#include "fusion.h"
#include "hostileaiserver.h"
#include "ragsearch.h"
#include "ragtraining.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <future>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// Plain text, without a child process.
class PlainDocuments : public DocumentSource
{
public:
    void read(const QString &path, Done done) override
    {
        QTimer::singleShot(0, &m_context, [path, done = std::move(done)] {
            QFile file(path);
            DocumentText document;
            document.language = u"ru"_s;
            document.pages = {file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString()};
            document.pageCount = 1;
            done(document);
        });
    }

private:
    QObject m_context;
};

/// An embedding server for which the question and the answer are the same, and all else is something else.
QByteArray vectorsOf(const QByteArray &request)
{
    QJsonArray data;
    int index = 0;
    for (const QJsonValue &input : QJsonDocument::fromJson(request).object()["input"_L1].toArray()) {
        const QString text = input.toString();
        const bool isIt = text.contains("Когда кончается"_L1) || text.contains(u"Срок: март"_s)
            || text == u"Когда кончается договор?"_s;
        const auto other = static_cast<double>(qHash(text) % 1000) / 2000;
        data.append(QJsonObject{{u"index"_s, index++},
                                {u"embedding"_s, isIt ? QJsonArray{1, 0, 0} : QJsonArray{0.6, 0.7, other}}});
    }
    const QByteArray body = QJsonDocument(QJsonObject{{u"data"_s, data}}).toJson(QJsonDocument::Compact);
    return HostileAiServer::head("application/json", "200 OK",
                                 "Content-Length: " + QByteArray::number(body.size()) + "\r\n")
        + body;
}

} // namespace

class TestRagSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsByHowWellEachFits_data();
    void joinsByHowWellEachFits();
    void anAnswerThatOnlyVectorsKnowComesFirst();
    void tellsWhetherAPassageFits_data();
    void tellsWhetherAPassageFits();
};

void TestRagSearch::joinsByHowWellEachFits_data()
{
    using Hits = std::vector<RagHit>;
    QTest::addColumn<std::vector<RagHit>>("words");
    QTest::addColumn<std::vector<RagHit>>("vectors");
    QTest::addColumn<double>("weight");
    QTest::addColumn<QList<qint64>>("order");
    const Hits words{{-10, 1, 1}, {-9, 2, 1}, {-1, 3, 1}};
    const Hits vectors{{0.1, 4, 0}, {0.3, 3, 0}, {0.5, 2, 0}};
    QTest::newRow("nothing") << Hits() << Hits() << 1.0 << QList<qint64>();
    QTest::newRow("words alone") << words << Hits() << 1.0 << QList<qint64>{1, 2, 3};
    QTest::newRow("vectors alone") << Hits() << vectors << 1.0 << QList<qint64>{4, 3, 2};
    QTest::newRow("vectors count little; their best gets through")
        << words << vectors << 0.1 << QList<qint64>{1, 2, 4, 3};
    QTest::newRow("vectors count much; the best by words gets through")
        << words << vectors << 10.0 << QList<qint64>{4, 3, 1, 2};
    QTest::newRow("all alike") << Hits{{-2, 1, 1}, {-2, 2, 1}} << Hits{{0, 2, 0}, {0, 1, 0}} << 1.0
                               << QList<qint64>{1, 2};
}

void TestRagSearch::joinsByHowWellEachFits()
{
    QFETCH(std::vector<RagHit>, words);
    QFETCH(std::vector<RagHit>, vectors);
    QFETCH(double, weight);
    QFETCH(QList<qint64>, order);
    QList<qint64> found;
    for (const FusedHit &hit : fuse(words, vectors, weight, 3)) {
        QVERIFY(hit.score >= 0 && hit.score <= 1.0001);
        found.append(hit.chunk);
    }
    QCOMPARE(found, order);
}

void TestRagSearch::anAnswerThatOnlyVectorsKnowComesFirst()
{
    HostileAiServer server([](QTcpSocket &socket, const HostileAiServer::Request &request) {
        socket.write(vectorsOf(request.body));
        socket.flush();
        socket.disconnectFromHost();
    });
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir(u"docs"_s));
    const auto write = [&](const QString &name, const QString &text) {
        QFile file(folder.filePath(u"docs/"_s + name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
    };
    for (int i = 0; i < 60; ++i)
        write(u"%1.txt"_s.arg(i), u"Договор номер %1: договор кончается, когда договор исполнен."_s.arg(i));
    write(u"answer.txt"_s, u"Срок: март следующего года."_s);

    RagOptions options;
    options.documents.allowed.folders = {folder.filePath(u"docs"_s)};
    options.dataDir = folder.path();
    options.embeddings.url = server.url();
    options.embeddings.model = u"m"_s;
    const auto request = RagTrainingRequest::fromJson({{u"folder"_s, folder.filePath(u"docs"_s)}}, options);
    QVERIFY(request.ok());
    const SystemClock clock;
    // In a thread of its own, since the server lives in this one.
    std::atomic<bool> isDone = false;
    std::optional<ProcessStatus> status;
    QThread thread;
    auto *training = new RagTraining(options, *request, u"t"_s, {}, std::make_unique<PlainDocuments>(), clock);
    training->moveToThread(&thread);
    connect(&thread, &QThread::finished, training, &QObject::deleteLater);
    connect(
        training, &RagTraining::reported, training,
        [&](const ReportChange &report) {
            if (report.status && isTerminal(*report.status)) {
                status = *report.status;
                isDone = true;
            }
        },
        Qt::DirectConnection);
    thread.start();
    QMetaObject::invokeMethod(training, &RagTraining::begin, Qt::QueuedConnection);
    QTRY_VERIFY_WITH_TIMEOUT(isDone, 60'000);
    thread.quit();
    thread.wait();
    QCOMPARE(*status, ProcessStatus::Completed);

    RagQuestion question;
    question.question = u"Когда кончается договор?"_s;
    question.collection = u"default"_s;
    const RagSearch search(options);
    auto asked = std::async(std::launch::async, [&] { return search.find(question); });
    QTRY_VERIFY_WITH_TIMEOUT(asked.wait_for(std::chrono::seconds(0)) == std::future_status::ready, 60'000);
    const auto answer = asked.get();
    QVERIFY(answer.ok());
    QCOMPARE(answer->problem, QString());
    QVERIFY(answer->passages.front().file.endsWith(u"answer.txt"_s));
    QCOMPARE(answer->passages.size(), size_t(5));
    QVERIFY(*answer->similarity > 0.99);
    QVERIFY(answer->fits());
}

void TestRagSearch::tellsWhetherAPassageFits_data()
{
    QTest::addColumn<double>("coverage");
    QTest::addColumn<double>("similarity"); // -1: no server
    QTest::addColumn<bool>("fits");
    QTest::newRow("all words") << 1.0 << -1.0 << true;
    QTest::newRow("few words") << RagAnswer::leastCoverage - 0.01 << -1.0 << false;
    QTest::newRow("few words, far away") << 0.1 << 0.3 << false;
    QTest::newRow("few words, near") << 0.1 << RagAnswer::enoughSimilarity << true;
}

void TestRagSearch::tellsWhetherAPassageFits()
{
    QFETCH(double, coverage);
    QFETCH(double, similarity);
    QFETCH(bool, fits);
    RagAnswer answer;
    answer.coverage = coverage;
    if (similarity >= 0)
        answer.similarity = similarity;
    QVERIFY(!answer.fits()); // nothing was found
    answer.passages.resize(1);
    QCOMPARE(answer.fits(), fits);
}

QTEST_GUILESS_MAIN(TestRagSearch)
#include "tst_ragsearch.moc"
