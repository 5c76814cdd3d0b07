// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How well questions find the passages that answer them, by words, by vectors, and by both. bench/rag/quality runs it.
#include "clock.h"
#include "ragsearch.h"
#include "ragtraining.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>

#include <cstdio>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

struct Question
{
    QString text;
    QList<std::pair<QString, QString>> answers; ///< the end of a file's path, and words of a passage of it that answers
};

std::vector<Question> readQuestions(const QString &path)
{
    std::vector<Question> questions;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s can't be read", qPrintable(path));
    while (!file.atEnd()) {
        const QString line = QString::fromUtf8(file.readLine()).trimmed();
        const QStringList parts = line.split(u'\t');
        if (line.startsWith(u'#') || parts.size() < 3)
            continue;
        Question question{parts.at(0), {}};
        for (qsizetype i = 1; i + 1 < parts.size(); i += 2)
            question.answers.append({parts.at(i), parts.at(i + 1)});
        questions.push_back(std::move(question));
    }
    return questions;
}

/// The place of the first passage that answers, from 1; 0 where none of the first ones does.
int placeOf(const Question &question, const RagAnswer &answer)
{
    for (size_t i = 0; i < answer.passages.size(); ++i) {
        const RagPassage &passage = answer.passages[i];
        const QString said = (passage.chunk.heading + u' ' + passage.chunk.text).simplified();
        for (const auto &[file, words] : question.answers) {
            if (passage.file.endsWith(file) && said.contains(words, Qt::CaseInsensitive))
                return static_cast<int>(i) + 1;
        }
    }
    return 0;
}

/// Of questions that were used for choosing numbers, and of those that were not.
struct Tally
{
    int found[2] = {0, 0};
    double reciprocal = 0;
};

void train(const RagOptions &options, const QString &folder)
{
    const auto request = RagTrainingRequest::fromJson({{u"folder"_s, folder}}, options);
    if (!request)
        qFatal("%s", qPrintable(request.error().message));
    const SystemClock clock;
    RagTraining training(
        options, *request, u"quality"_s, std::stop_token(),
        std::make_unique<ExtractedDocuments>(ExtractionOptions{.allowed = DocumentFolders::anywhere()}), clock);
    QObject::connect(&training, &RagTraining::reported, qApp, [](const ReportChange &report) {
        if (!report.status || !isTerminal(*report.status))
            return;
        std::printf("%s\n\n", qPrintable(report.message.value_or(report.errorMessage.value_or(QString()))));
        QCoreApplication::exit(*report.status == ProcessStatus::Completed ? 0 : 1);
    });
    QMetaObject::invokeMethod(&training, &RagTraining::begin, Qt::QueuedConnection);
    if (QCoreApplication::exec() != 0)
        std::exit(1);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Trains on a folder, asks questions, and prints how many found their answer."_s);
    parser.addHelpOption();
    parser.addPositionalArgument(u"questions"_s, u"The file of questions"_s);
    parser.addPositionalArgument(u"folder"_s, u"The documents"_s);
    parser.addPositionalArgument(u"index"_s, u"Where the index is kept"_s);
    parser.addOption({u"misses"_s, u"Also print the questions that found nothing"_s});
    const QCommandLineOption embeddings(u"embeddings"_s, u"Vectors of this embedding server, not of the collection"_s,
                                        u"URL"_s);
    parser.addOption(embeddings);
    const QCommandLineOption weight(u"vectors-weight"_s, u"What vectors of the collection count beside words"_s,
                                    u"number"_s, QString::number(RagOptions().vectorsWeight));
    parser.addOption(weight);
    parser.process(application);
    const QStringList arguments = parser.positionalArguments();
    if (arguments.size() != 3)
        parser.showHelp(2);

    RagOptions options;
    options.documents.allowed.folders = {arguments.at(1)};
    options.dataDir = arguments.at(2);
    options.vectorsWeight = parser.value(weight).toDouble();
    if (parser.isSet(embeddings)) {
        options.embeddings.url = QUrl(parser.value(embeddings));
        options.embeddings.model = u"served"_s;
    }
    train(options, arguments.at(1));

    const std::vector<Question> questions = readQuestions(arguments.at(0));
    const RagSearch search(options);
    constexpr int recallAt = 5;
    constexpr std::pair<RagQuestion::By, const char *> ways[] = {
        {RagQuestion::By::Words, "words"}, {RagQuestion::By::Vectors, "vectors"}, {RagQuestion::By::Both, "both"}};
    std::printf("%zu questions        recall@%d   chosen by   not chosen by   mean reciprocal rank\n", questions.size(),
                recallAt);
    for (const auto &[by, name] : ways) {
        Tally tally;
        for (size_t i = 0; i < questions.size(); ++i) {
            RagQuestion question;
            question.question = questions[i].text;
            question.collection = u"default"_s;
            question.passages = recallAt;
            question.by = by;
            const auto answer = search.find(question);
            if (!answer)
                qFatal("%s", qPrintable(answer.error().message));
            const int place = placeOf(questions[i], *answer);
            tally.found[i % 2] += place > 0 ? 1 : 0;
            tally.reciprocal += place > 0 ? 1.0 / place : 0;
            if (place == 0 && parser.isSet(u"misses"_s))
                std::printf("    %s: %s\n", name, qPrintable(questions[i].text));
        }
        const auto all = static_cast<double>(questions.size());
        const double chosen = std::ceil(all / 2);
        std::printf("%-20s %14.3f %11.3f %15.3f %22.3f\n", name, (tally.found[0] + tally.found[1]) / all,
                    tally.found[0] / chosen, tally.found[1] / (all - chosen), tally.reciprocal / all);
    }
    return 0;
}
