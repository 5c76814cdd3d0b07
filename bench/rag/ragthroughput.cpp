// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a training reads and a question is answered, beside the same steps by the libraries alone. bench/rag/run
// runs it. Rates are by the processor time that was used, child processes included: other load on the machine doesn't
// matter to them.
#include "clock.h"
#include "ragsearch.h"
#include "ragtraining.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <clocale>
#include <cstdio>

#include <sys/resource.h>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

double processorTime(int who)
{
    rusage used{};
    getrusage(who, &used);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}
double processorTime()
{
    return processorTime(RUSAGE_SELF) + processorTime(RUSAGE_CHILDREN);
}

/// Made-up documents, each with as many passages: what 100,000 passages are made of. Words are drawn as in a language, few of
/// them often.
class MadeUpDocuments : public DocumentSource
{
public:
    explicit MadeUpDocuments(QStringList words)
        : m_words(std::move(words))
    {
    }
    void read(const QString &path, Done done) override
    {
        if (!m_context)
            m_context = std::make_unique<QObject>();
        QTimer::singleShot(0, m_context.get(), [this, path, done = std::move(done)] {
            QRandomGenerator random(static_cast<quint32>(path.section(u'/', -1).section(u'.', 0, 0).toInt()));
            DocumentText document;
            for (int page = 0; page < 100; ++page) {
                QString text;
                while (text.size() < 840) {
                    const double drawn = random.generateDouble();
                    text +=
                        m_words.at(static_cast<qsizetype>(drawn * drawn * static_cast<double>(m_words.size()))) + u' ';
                }
                document.pages.append(text);
                document.headings.append({1, u"Page %1 of %2"_s.arg(page).arg(path.section(u'/', -1)), page + 1, 0});
            }
            done(document);
        });
    }

private:
    const QStringList m_words;
    std::unique_ptr<QObject> m_context;
};

void train(const RagOptions &options, const QString &folder, std::unique_ptr<DocumentSource> source)
{
    const auto request = RagTrainingRequest::fromJson({{u"folder"_s, folder}}, options);
    if (!request)
        qFatal("%s", qPrintable(request.error().message));
    const SystemClock clock;
    RagTraining training(options, *request, u"bench"_s, std::stop_token(), std::move(source), clock);
    QObject::connect(&training, &RagTraining::reported, qApp, [](const ReportChange &report) {
        if (report.status && isTerminal(*report.status))
            QCoreApplication::exit(*report.status == ProcessStatus::Completed ? 0 : 1);
    });
    QMetaObject::invokeMethod(&training, &RagTraining::begin, Qt::QueuedConnection);
    if (QCoreApplication::exec() != 0)
        qFatal("the training failed");
}

/// What the libraries alone say, a number.
double libraries(const QStringList &arguments)
{
    QProcess process;
    process.start(QCoreApplication::applicationDirPath() + u"/bench_raglibraries"_s, arguments);
    if (!process.waitForFinished(-1) || process.exitCode() != 0)
        qFatal("bench_raglibraries failed: %s", process.readAllStandardError().constData());
    return process.readAllStandardOutput().trimmed().toDouble();
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void measureTraining(const QString &folder, int rounds)
{
    qint64 files = 0;
    qint64 bytes = 0;
    QDirIterator each(folder, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        each.next();
        ++files;
        bytes += each.fileInfo().size();
    }
    std::vector<double> ours;
    std::vector<double> alone;
    for (int round = 0; round < rounds; ++round) {
        const QTemporaryDir data;
        RagOptions options;
        options.documents.allowed.folders = {folder};
        options.dataDir = data.path();
        const double begin = processorTime();
        train(options, folder,
              std::make_unique<ExtractedDocuments>(ExtractionOptions{.allowed = DocumentFolders::anywhere()}));
        ours.push_back(processorTime() - begin);
        alone.push_back(libraries({u"train"_s, folder}));
    }
    const double took = median(ours);
    const double tookAlone = median(alone);
    const auto rate = [&](const char *name, double seconds) {
        std::printf("train   %-16s %8.1f files/s %8.2f MB/s   (%.1f s)\n", name, static_cast<double>(files) / seconds,
                    static_cast<double>(bytes) / 1e6 / seconds, seconds);
    };
    rate("procession", took);
    rate("libraries alone", tookAlone);
    std::printf("train   overhead %.0f %%\n", 100 * (took / tookAlone - 1));
}

void measureQueries(const QStringList &words, const QString &questionsFile, int files, double length, int rounds)
{
    const QTemporaryDir work;
    const QString folder = work.filePath(u"documents"_s);
    QDir().mkpath(folder);
    for (int i = 0; i < files; ++i) {
        QFile file(folder + u"/%1.txt"_s.arg(i));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("can't write");
        file.write(QByteArray::number(i));
    }
    RagOptions options;
    options.documents.allowed.folders = {folder};
    options.dataDir = work.path();
    train(options, folder, std::make_unique<MadeUpDocuments>(words));

    QStringList questions;
    QFile file(questionsFile);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("can't read the questions");
    while (!file.atEnd())
        questions.append(QString::fromUtf8(file.readLine()).section(u'\t', 0, 0).trimmed());
    const RagSearch search(options);
    const auto ask = [&](qint64 i) {
        RagQuestion question;
        question.question = questions.at(i % questions.size());
        question.collection = u"default"_s;
        const auto answer = search.find(question);
        if (!answer || answer->passages.empty())
            qFatal("nothing was found");
    };
    ask(0); // loads the collection
    std::vector<double> ours;
    std::vector<double> alone;
    for (int round = 0; round < rounds; ++round) {
        qint64 count = 0;
        const double begin = processorTime();
        while (processorTime() - begin < length)
            ask(count++);
        ours.push_back(static_cast<double>(count) / (processorTime() - begin));
        alone.push_back(
            libraries({u"query"_s, options.dataDir + u"/rag/default"_s, questionsFile, QString::number(length)}));
    }
    std::printf("queries at %d passages: procession %.1f/s, libraries alone %.1f/s, overhead %.0f %%\n", files * 100,
                median(ours), median(alone), 100 * (median(alone) / median(ours) - 1));
}

/// All words of the documents, those that stand there more often more often.
QStringList wordsIn(const QString &folder)
{
    QStringList words;
    QDirIterator each(folder, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext() && words.size() < 200'000) {
        QFile file(each.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        QString text = QString::fromUtf8(file.readAll());
        bool isTag = false;
        for (QChar &c : text) {
            isTag = c == u'<' || (isTag && c != u'>');
            if (isTag || !c.isLetter())
                c = u' ';
        }
        words += text.split(u' ', Qt::SkipEmptyParts);
    }
    return words;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // Qt took the user's, and a program reads these figures
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 3) {
        std::fprintf(stderr, "bench_ragthroughput QUESTIONS FOLDER [--once|--quick]\n");
        return 2;
    }
    const bool isQuick = arguments.contains(u"--quick"_s);
    const int rounds = isQuick || arguments.contains(u"--once"_s) ? 1 : 3;
    measureTraining(arguments.at(2), rounds);
    std::fflush(stdout);
    measureQueries(wordsIn(arguments.at(2)), arguments.at(1), isQuick ? 20 : 1000, isQuick ? 0.2 : 5, rounds);
    return 0;
}
