// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonreader.h"
#include "nearestneighbours.h"
#include "ragindexwriter.h"
#include "ragsearch.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestRagFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void letsThrough_data();
    void letsThrough();
    void refuses_data();
    void refuses();
    void findsWhatFitsBehindTenThousandOthers();
    void nearestOfSome();
    void asksSeveralCollections();
    void readsWhichCollections_data();
    void readsWhichCollections();

private:
    struct Passage
    {
        QString path;
        QString text;
        FileDetails details{};
    };
    void make(const QString &collection, const std::vector<Passage> &passages);
    QStringList ask(const QByteArray &question) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    RagOptions m_options;
};

void TestRagFilter::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_options.dataDir = m_folder->path();
}

/// A collection without vectors.
void TestRagFilter::make(const QString &collection, const std::vector<Passage> &passages)
{
    RagIndexWriter index;
    QVERIFY(index.open(collectionFolder(m_options, collection)).ok());
    QVERIFY(index.beginTraining({}).ok());
    for (const Passage &passage : passages)
        QVERIFY(index.replace(passage.path, "hash", {{1, {}, passage.text}}, passage.details).ok());
    QVERIFY(index.setNotes({collection, {}, 1}).ok());
    RagGeneration generation;
    generation.number = 1;
    generation.chunks = static_cast<qint64>(passages.size());
    QVERIFY(index.finish(generation).ok());
}

/// What is found, as collection and path.
QStringList TestRagFilter::ask(const QByteArray &question) const
{
    const auto asked = RagQuestion::fromJson(QJsonDocument::fromJson(question).object());
    if (!asked)
        return {asked.error().message};
    const auto answer = RagSearch(m_options).find(*asked);
    if (!answer)
        return {answer.error().message};
    QStringList found;
    for (const RagPassage &passage : answer->passages)
        found.append(passage.collection + u' ' + passage.file);
    return found;
}

void TestRagFilter::letsThrough_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<bool>("passes");
    // The file is /docs/Нормы/2024/sp 70.pdf, in Russian, of 2024-01-01T00:00:00Z.
    const auto row = [](const QByteArray &filter, bool passes) {
        QTest::newRow(filter.constData()) << filter << passes;
    };
    row("{}", true);
    row(R"({"files":[]})", false);
    row(R"({"files":["sp 70.pdf"]})", true);
    row(R"({"files":["70.pdf"]})", false);
    row(R"({"files":["*.pdf"]})", true);
    row(R"({"files":["*.docx","*.pdf"]})", true);
    row(R"({"files":["*.docx"]})", false);
    row(R"({"files":["sp.70?pdf"]})", false);
    row(R"({"files":["sp ?0.pdf"]})", true);
    row(R"({"files":["Нормы"]})", true);
    row(R"({"files":["Нормы/*.pdf"]})", false);
    row(R"({"files":["Нормы/**.pdf"]})", true);
    row(R"({"files":["Нормы/"]})", true);
    row(R"({"files":["ормы/2024"]})", false);
    row(R"({"files":["/docs/*/2024"]})", true);
    row(R"({"files":["/Нормы"]})", false);
    row(R"r({"files":["(.*)"]})r", false);
    row(R"({"folder":"/docs"})", true);
    row(R"({"folder":"/docs/"})", true);
    row(R"({"folder":"/"})", true);
    row(R"({"folder":"/doc"})", false);
    row(R"({"folder":"Нормы/2024"})", true);
    row(R"({"folder":"2023"})", false);
    row(R"({"folder":"sp 70.pdf"})", false);
    row(R"({"formats":["pdf"]})", true);
    row(R"({"formats":["PDF"]})", true);
    row(R"({"formats":["md","txt"]})", false);
    row(R"({"formats":[]})", false);
    row(R"({"languages":["en","RU"]})", true);
    row(R"({"languages":["en"]})", false);
    row(R"({"modified_from":1704067200})", true);
    row(R"({"modified_from":1704067200.001})", false);
    row(R"({"modified_to":1704067200})", true);
    row(R"({"modified_to":1704067199})", false);
    row(R"({"modified_from":1704067199,"modified_to":1704067201,"languages":["ru"],"folder":"/docs"})", true);
    row(R"({"formats":["pdf"],"languages":["en"]})", false);
}

void TestRagFilter::letsThrough()
{
    QFETCH(const QByteArray, filter);
    const QJsonObject object{{u"filter"_s, QJsonDocument::fromJson(filter).object()}};
    JsonReader reader(object);
    const RagFilter read = RagFilter::fromJson(reader);
    QVERIFY2(!reader.error(), reader.error() ? qPrintable(reader.error()->message) : "");
    QTEST(FileMatcher(read).matches(u"/docs/Нормы/2024/sp 70.pdf"_s, {u"pdf"_s, u"ru"_s, 1'704'067'200'000, 1, 1}),
          "passes");
}

void TestRagFilter::refuses_data()
{
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("message");
    const auto row = [](const QByteArray &more, const QString &field, const QString &message) {
        QTest::newRow(more.constData()) << R"({"question":"q",)" + more + "}" << field << message;
    };
    row(R"("filter":[])", u"filter"_s, u"object"_s);
    row(R"("filter":{"file":["a"]})", u"filter"_s, u"\"files\""_s);
    row(R"("filter":{"files":"a"})", u"filter"_s, u"list"_s);
    row(R"("filter":{"files":[""]})", u"filter"_s, u"none of them empty"_s);
    row(R"("filter":{"files":[1]})", u"filter"_s, u"list of texts"_s);
    row(R"("filter":{"files":["*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a"]})", u"filter"_s, u"stars"_s);
    row(R"("filter":{"folder":""})", u"filter"_s, u"path of a folder"_s);
    row(R"("filter":{"modified_from":"2024"})", u"filter"_s, u"number"_s);
    row(R"("collections":[])", u"collections"_s, u"1 to 100"_s);
    row(R"("collections":"a")", u"collections"_s, u"1 to 100"_s);
    row(R"("collections":["a","a\nb"])", u"collections"_s, u"line ends"_s);
    row(R"("collections":["a"],"collection":"a")", u"collections"_s, u"either"_s);
    row(R"("collections":"*","collection":"a")", u"collections"_s, u""_s);
    row(R"("colections":["a"])", u"colections"_s, u"\"collections\""_s);
}

void TestRagFilter::refuses()
{
    QFETCH(const QByteArray, question);
    QFETCH(const QString, field);
    QFETCH(const QString, message);
    const auto refused = RagQuestion::fromJson(QJsonDocument::fromJson(question).object());
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::InvalidField);
    QCOMPARE(refused.error().field, field);
    QVERIFY2(refused.error().message.contains(message), qPrintable(refused.error().message));
}

void TestRagFilter::findsWhatFitsBehindTenThousandOthers()
{
    RagIndexWriter index;
    QVERIFY(index.open(collectionFolder(m_options, u"default"_s)).ok());
    QVERIFY(index.beginTraining({}).ok());
    std::vector<Chunk> others;
    for (int i = 0; i < 10'000; ++i)
        others.push_back({1, u"Кирпич"_s, u"Кирпич, кирпич %1."_s.arg(i)});
    QVERIFY(index.replace(u"/docs/others.txt"_s, "hash", others, {u"text"_s, u"ru"_s, 1000, 1, 1}).ok());
    QVERIFY(index
                .replace(u"/docs/нормы/one.pdf"_s, "hash",
                         {{7, {}, u"Многое стоит здесь, ближе к концу и про кирпич, чего никто не ждал."_s}},
                         {u"pdf"_s, u"ru"_s, 5'000'000, 1, 9})
                .ok());
    RagGeneration generation;
    generation.number = 1;
    generation.chunks = 10'001;
    QVERIFY(index.finish(generation).ok());
    const QStringList expected{u"default /docs/нормы/one.pdf"_s};
    QVERIFY(!ask(R"({"question":"кирпич","k":100})").contains(expected.first()));
    for (const char *filter :
         {R"({"files":["*.pdf"]})", R"({"folder":"нормы"})", R"({"formats":["pdf"]})", R"({"modified_from":2000})"})
        QCOMPARE(ask(QByteArray(R"({"question":"кирпич","filter":)") + filter + "}"), expected);
    QCOMPARE(ask(R"({"question":"кирпич","filter":{"languages":["en"]}})"), QStringList());
}

void TestRagFilter::nearestOfSome()
{
    constexpr int all = 12'000;
    NearestNeighbours neighbours(2, all);
    for (int i = 0; i < all; ++i) {
        const float angle = static_cast<float>(i) * 3.0F / all;
        QVERIFY(neighbours.add(i, {std::cos(angle), std::sin(angle)}).ok());
    }
    const Vector wanted{1, 0};
    // The farthest of all is found where nothing else may be, and so is a passage that has no vector, namely not.
    const std::vector<qint64> few{all - 1, all + 5};
    const auto found = neighbours.nearest(wanted, 5, &few);
    QCOMPARE(found.size(), size_t(1));
    QCOMPARE(found.front().second, all - 1);
    std::vector<qint64> many; // more than are compared one by one
    for (int i = 1500; i < all; ++i)
        many.push_back(i);
    const auto nearest = neighbours.nearest(wanted, 3, &many);
    QCOMPARE(nearest.size(), size_t(3));
    QCOMPARE(nearest[0].second, 1500);
    QCOMPARE(nearest[2].second, 1502);
    const std::vector<qint64> none;
    QVERIFY(neighbours.nearest(wanted, 3, &none).empty());
}

void TestRagFilter::asksSeveralCollections()
{
    make(u"Нормы"_s, {{u"/n/1.txt"_s, u"Бетон твердеет."_s}, {u"/n/2.txt"_s, u"Про бетон и сталь написано тут."_s}});
    make(u"contracts"_s, {{u"/c/1.txt"_s, u"Бетон поставлен."_s}, {u"/c/2.txt"_s, u"Бетон твердеет."_s}});
    make(u"third"_s, {{u"/t/1.txt"_s, u"Бетон в третьем."_s}});
    const QStringList two = ask(R"({"question":"бетон","collections":["Нормы","contracts"]})");
    QCOMPARE(two.size(), 3); // one text stands in both
    // Their best ones fit alike, and stand before the second ones.
    QCOMPARE(QSet<QString>({two[0].section(u' ', 0, 0), two[1].section(u' ', 0, 0)}),
             QSet<QString>({u"Нормы"_s, u"contracts"_s}));
    QCOMPARE(ask(R"({"question":"бетон","collections":"*"})").size(), 4);
    QCOMPARE(ask(R"({"question":"бетон","collections":"*","k":2})").size(), 2);
    QCOMPARE(ask(R"({"question":"бетон","collection":"third"})"), QStringList{u"third /t/1.txt"_s});
    QVERIFY(ask(R"({"question":"бетон","collections":["third","no"]})").first().contains("\"no\""_L1));
    QCOMPARE(ask(R"({"question":"бетон","collections":"*","filter":{"files":["1.txt"]}})").size(), 3);
}

void TestRagFilter::readsWhichCollections_data()
{
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QStringList>("collections");
    QTest::newRow("none") << QByteArray(R"({"question":"q"})") << QStringList();
    QTest::newRow("all") << QByteArray(R"({"question":"q","collections":"*"})") << QStringList{u"*"_s};
    QTest::newRow("twice the same") << QByteArray(R"({"question":"q","collections":["a","b","a"]})")
                                    << QStringList{u"a"_s, u"b"_s};
}

void TestRagFilter::readsWhichCollections()
{
    QFETCH(const QByteArray, question);
    const auto read = RagQuestion::fromJson(QJsonDocument::fromJson(question).object());
    QVERIFY(read.ok());
    QCOMPARE(read->collection, u"default"_s);
    QTEST(read->collections, "collections");
}

QTEST_GUILESS_MAIN(TestRagFilter)
#include "tst_ragfilter.moc"
