// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of a training and of a query by the libraries alone: the readers of formats, SQLite's FTS5, fastText and
// hnswlib, one after the other, with nothing that resumes, reports, isolates or can be cancelled.
//   bench_raglibraries train FOLDER            prints the seconds of processor time
//   bench_raglibraries query INDEX QUESTIONS SECONDS    prints queries a second of processor time
#include "chunker.h"
#include "documentsink.h"
#include "formatdetection.h"
#include "stopwords.h"
#include "textwords.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <clocale>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <numeric>

#include <fasttext/fasttext.h>
#include <hnswlib/hnswlib.h>
#include <sqlite3.h>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr int dimensions = 100;

double processorTime()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void must(int code, sqlite3 *database)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        qFatal("%s", sqlite3_errmsg(database));
}

DocumentText extract(const QString &path)
{
    DocumentText document;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return document;
    const QByteArray content = file.readAll();
    DocumentSink sink(
        [&document](const QByteArray &line) {
            const QJsonObject message = QJsonDocument::fromJson(line).object();
            if (message.contains("text"_L1))
                document.pages.append(message.value("text"_L1).toString());
            else if (message.contains("heading"_L1))
                document.headings.append({message.value("level"_L1).toInt(), message.value("heading"_L1).toString(),
                                          message.value("page"_L1).toInt(), message.value("offset"_L1).toInteger()});
        },
        {});
    std::ignore = extractDocument(content, QFileInfo(path).fileName(), sink); // one that fails has no text
    return document;
}

/// The mean of the words' vectors.
std::vector<float> vectorOf(fasttext::FastText &model, const std::vector<std::string> &words)
{
    std::vector<float> sum(dimensions, 0.0F);
    fasttext::Vector vector(dimensions);
    for (const std::string &word : words) {
        model.getWordVector(vector, word);
        for (size_t d = 0; d < sum.size(); ++d)
            sum[d] += vector[static_cast<int64_t>(d)];
    }
    const float length = std::sqrt(std::inner_product(sum.begin(), sum.end(), sum.begin(), 1e-12F));
    for (float &value : sum)
        value /= length;
    return sum;
}

int train(const QString &folder)
{
    const QTemporaryDir work;
    sqlite3 *database = nullptr;
    must(sqlite3_open(qPrintable(work.filePath(u"index.db"_s)), &database), database);
    must(sqlite3_exec(database,
                      "PRAGMA journal_mode=WAL; CREATE TABLE chunks (id INTEGER PRIMARY KEY, heading, text);"
                      "CREATE VIRTUAL TABLE words USING fts5(heading, text, content='chunks', content_rowid='id', "
                      "tokenize='porter unicode61'); BEGIN",
                      nullptr, nullptr, nullptr),
         database);
    sqlite3_stmt *chunkRow = nullptr;
    sqlite3_stmt *wordsRow = nullptr;
    must(sqlite3_prepare_v2(database, "INSERT INTO chunks VALUES (?, ?, ?)", -1, &chunkRow, nullptr), database);
    must(sqlite3_prepare_v2(database, "INSERT INTO words (rowid, heading, text) VALUES (?, ?, ?)", -1, &wordsRow,
                            nullptr),
         database);

    std::vector<std::vector<std::string>> texts;
    QFile trainingText(work.filePath(u"training.txt"_s));
    if (!trainingText.open(QIODevice::WriteOnly))
        qFatal("can't write");
    qint64 words = 0;
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        for (const Chunk &chunk : chunksOf(extract(files.next()))) {
            const QByteArray heading = chunk.heading.toUtf8();
            const QByteArray text = chunk.text.toUtf8();
            for (sqlite3_stmt *row : {chunkRow, wordsRow}) {
                sqlite3_bind_int64(row, 1, static_cast<qint64>(texts.size()) + 1);
                sqlite3_bind_text(row, 2, heading.constData(), static_cast<int>(heading.size()), SQLITE_STATIC);
                sqlite3_bind_text(row, 3, text.constData(), static_cast<int>(text.size()), SQLITE_STATIC);
                must(sqlite3_step(row), database);
                sqlite3_reset(row);
            }
            texts.push_back(wordsOf(chunk.heading + u'\n' + chunk.text));
            for (const std::string &word : texts.back())
                trainingText.write((word + ' ').c_str());
            trainingText.write("\n");
            words += static_cast<qint64>(texts.back().size());
        }
    }
    trainingText.close();
    must(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr), database);

    fasttext::Args arguments;
    arguments.input = trainingText.fileName().toStdString();
    arguments.model = fasttext::model_name::sg;
    arguments.loss = fasttext::loss_name::ns;
    arguments.dim = dimensions;
    arguments.epoch = static_cast<int>(std::clamp<qint64>(2'500'000 / std::max<qint64>(words, 1), 1, 25));
    arguments.bucket = static_cast<int>(std::clamp<qint64>(words / 5, 2000, 100'000));
    arguments.minn = 4;
    arguments.maxn = 5;
    arguments.lr = 0.2;
    arguments.minCount = words > 20'000 ? 2 : 1;
    arguments.thread = 1;
    arguments.verbose = 0;
    fasttext::FastText model;
    model.train(arguments);
    model.saveModel(work.filePath(u"words.bin"_s).toStdString());

    hnswlib::InnerProductSpace space(dimensions);
    hnswlib::HierarchicalNSW<float> graph(&space, texts.size(), 16, 100);
    for (size_t i = 0; i < texts.size(); ++i)
        graph.addPoint(vectorOf(model, texts[i]).data(), i + 1);
    graph.saveIndex(work.filePath(u"neighbours.hnsw"_s).toStdString());
    sqlite3_finalize(chunkRow);
    sqlite3_finalize(wordsRow);
    sqlite3_close(database);
    std::printf("%.3f\n", processorTime());
    return 0;
}

/// Any of the words that say something, as FTS5 wants it.
QByteArray anyOf(const std::vector<std::string> &words)
{
    QByteArrayList quoted;
    for (const std::string &word : words) {
        if (!isStopWord(QString::fromStdString(word), u"en"_s))
            quoted.append('"' + QByteArray::fromStdString(word) + '"');
    }
    return quoted.join(" OR ");
}

int query(const QString &index, const QString &questionsFile, double length)
{
    sqlite3 *database = nullptr;
    must(sqlite3_open_v2(qPrintable(index + u"/index.db"_s), &database, SQLITE_OPEN_READONLY, nullptr), database);
    sqlite3_stmt *match = nullptr;
    sqlite3_stmt *row = nullptr;
    // An index of words as SQLite makes it by itself.
    must(sqlite3_exec(
             database,
             "CREATE VIRTUAL TABLE temp.plain USING fts5(heading, text, content='', tokenize='porter unicode61');"
             "INSERT INTO temp.plain (rowid, heading, text) SELECT id, heading, text FROM chunks",
             nullptr, nullptr, nullptr),
         database);
    must(sqlite3_prepare_v2(database, "SELECT rowid FROM temp.plain WHERE plain MATCH ? ORDER BY rank LIMIT 50", -1,
                            &match, nullptr),
         database);
    must(sqlite3_prepare_v2(database, "SELECT heading, text FROM chunks WHERE id = ?", -1, &row, nullptr), database);
    fasttext::FastText model;
    model.loadModel((index + u"/words-1.bin"_s).toStdString());
    hnswlib::InnerProductSpace space(dimensions);
    hnswlib::HierarchicalNSW<float> graph(&space, (index + u"/neighbours-1.hnsw"_s).toStdString());
    graph.setEf(200);

    QStringList questions;
    QFile file(questionsFile);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("can't read the questions");
    while (!file.atEnd())
        questions.append(QString::fromUtf8(file.readLine()).section(u'\t', 0, 0).trimmed());

    const double begin = processorTime();
    qint64 count = 0;
    qsizetype bytes = 0;
    while (processorTime() - begin < length) {
        const QString question = questions.at(count++ % questions.size());
        const QByteArray expression = anyOf(wordsOf(question));
        std::vector<qint64> ids;
        sqlite3_bind_text(match, 1, expression.constData(), static_cast<int>(expression.size()), SQLITE_STATIC);
        while (sqlite3_step(match) == SQLITE_ROW)
            ids.push_back(sqlite3_column_int64(match, 0));
        sqlite3_reset(match);
        auto nearest = graph.searchKnn(vectorOf(model, wordsOf(question)).data(), 50);
        ids.resize(std::min<size_t>(ids.size(), 5));
        while (ids.size() < 5 && !nearest.empty()) {
            ids.push_back(static_cast<qint64>(nearest.top().second));
            nearest.pop();
        }
        for (const qint64 id : ids) {
            sqlite3_bind_int64(row, 1, id);
            if (sqlite3_step(row) == SQLITE_ROW)
                bytes += sqlite3_column_bytes(row, 0) + sqlite3_column_bytes(row, 1);
            sqlite3_reset(row);
        }
    }
    sqlite3_finalize(match);
    sqlite3_finalize(row);
    sqlite3_close(database);
    if (bytes == 0)
        qFatal("nothing was found");
    std::printf("%.1f\n", static_cast<double>(count) / (processorTime() - begin));
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // Qt took the user's, and a program reads these figures
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments.at(1) == "train"_L1)
        return train(arguments.at(2));
    if (arguments.size() == 5 && arguments.at(1) == "query"_L1)
        return query(arguments.at(2), arguments.at(3), arguments.at(4).toDouble());
    std::fprintf(stderr, "bench_raglibraries train FOLDER | query INDEX QUESTIONS SECONDS\n");
    return 2;
}
