// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How well questions that nothing was chosen by find their answers, beside SQLite FTS5 and Xapian on the same passages.
// `bench/rag/run heldout` runs it.
#include "heldoutfigures.h"
#include "heldoutsystems.h"
#include "ragtraining.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

using namespace HeldOut;
using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

void train(const RagOptions &options, const QString &folder)
{
    const auto request = RagTrainingRequest::fromJson({{u"folder"_s, folder}}, options);
    if (!request)
        qFatal("%s", qPrintable(request.error().message));
    const SystemClock clock;
    RagTraining training(
        options, *request, u"heldout"_s, std::stop_token(),
        std::make_unique<ExtractedDocuments>(ExtractionOptions{.allowed = DocumentFolders::anywhere()}), clock);
    QObject::connect(&training, &RagTraining::reported, qApp, [](const ReportChange &report) {
        if (report.status && isTerminal(*report.status))
            QCoreApplication::exit(*report.status == ProcessStatus::Completed ? 0 : 1);
    });
    QMetaObject::invokeMethod(&training, &RagTraining::begin, Qt::QueuedConnection);
    if (QCoreApplication::exec() != 0)
        qFatal("%s can't be trained on", qPrintable(folder));
}

/// A system with the places of the first answers that it found, question by question.
struct Run
{
    std::unique_ptr<System> system;
    std::vector<std::vector<Passage>> found{};
    std::vector<int> places{};
};

std::vector<Run> systemsOf(const RagSearch &search, const std::vector<Passage> &passages, const QString &language)
{
    std::vector<Run> runs;
    for (const auto by : {RagQuestion::By::Both, RagQuestion::By::Words, RagQuestion::By::Vectors})
        runs.push_back({procession(search, by)});
    for (const bool withStopWords : {false, true}) {
        if (auto system = xapian(passages, language, withStopWords))
            runs.push_back({std::move(system)});
    }
    for (const auto &tokenizer : {u"unicode61"_s, u"porter"_s}) {
        for (const bool all : {false, true})
            runs.push_back({fts5(passages, tokenizer, all)});
    }
    return runs;
}

std::vector<int> placesOf(const Run &run, const std::vector<Question> &questions, const QString &group)
{
    std::vector<int> places;
    for (size_t i = 0; i < questions.size(); ++i) {
        if (group.isEmpty() || questions[i].group == group)
            places.push_back(run.places[i]);
    }
    return places;
}

void print(const char *name, const Figures &figures)
{
    const auto print = [](const Figure &figure) {
        std::printf(" | %.3f (%.2f–%.2f)", figure.value, figure.low, figure.high);
    };
    std::printf("| %s", name);
    for (const Figure &figure : {figures.at1, figures.at5, figures.at10, figures.reciprocal})
        print(figure);
    std::printf(" |\n");
}

void printGroup(const std::vector<Run> &runs, const std::vector<Question> &questions, const QString &group)
{
    const auto ours = placesOf(runs.front(), questions, group);
    std::printf("\n| %s (%zu) | recall@1 | recall@5 | recall@10 | mean reciprocal rank |\n|---|---|---|---|---|\n",
                group.isEmpty() ? "all" : qPrintable(group), ours.size());
    const Run *best = nullptr;
    Figures bestFigures;
    for (const Run &run : runs) {
        const Figures figures = figuresOf(placesOf(run, questions, group));
        print(qPrintable(run.system->name()), figures);
        const auto key = [](const Figures &of) { return std::pair(of.at5.value, of.reciprocal.value); };
        if (run.system->isBaseline() && (!best || key(figures) > key(bestFigures))) {
            best = &run;
            bestFigures = figures;
        }
    }
    const SignTest test = signTest(ours, placesOf(*best, questions, group));
    std::printf("\nAt 5, both beside %s: %+.3f; found by one only: %d beside %d (p = %.3f).\n",
                qPrintable(best->system->name()), figuresOf(ours).at5.value - bestFigures.at5.value, test.ours,
                test.theirs, test.chance);
}

/// For judging: what systems put among the first five and nobody judged yet, without saying which of them it was.
void printUnjudged(const std::vector<Run> &runs, const std::vector<Question> &questions)
{
    for (size_t i = 0; i < questions.size(); ++i) {
        QStringList shown;
        for (const Run &run : runs) {
            for (size_t at = 0; at < std::min<size_t>(5, run.found[i].size()); ++at) {
                const Passage &passage = run.found[i][at];
                const QString line = passage.file + u'\t' + passage.said;
                if (!questions[i].answeredBy(passage) && !shown.contains(line))
                    shown << line;
            }
        }
        shown.sort();
        std::printf("# %s\n%s\n", qPrintable(questions[i].text), qPrintable(shown.join(u'\n')));
    }
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Trains on a folder, asks questions of it, and prints tables in Markdown."_s);
    parser.addHelpOption();
    parser.addPositionalArgument(u"questions"_s, u"The file of questions"_s);
    parser.addPositionalArgument(u"folder"_s, u"The documents"_s);
    parser.addPositionalArgument(u"index"_s, u"Where the index is kept"_s);
    parser.addPositionalArgument(u"language"_s, u"The questions' language: en or ru"_s);
    parser.addOption({u"written"_s, u"Only count judgements that were there before a system was asked"_s});
    parser.addOption({u"unjudged"_s, u"Print what was found and isn't judged, and no figures"_s});
    parser.process(application);
    const QStringList arguments = parser.positionalArguments();
    if (arguments.size() != 4)
        parser.showHelp(2);

    RagOptions options;
    options.documents.allowed.folders = {arguments.at(1)};
    options.dataDir = arguments.at(2);
    train(options, arguments.at(1));
    const std::vector<Question> questions = readQuestions(arguments.at(0), !parser.isSet(u"written"_s));
    const std::vector<Passage> passages = readPassages(arguments.at(2) + u"/rag/default/index.db"_s);
    const RagSearch search(options);
    std::vector<Run> runs = systemsOf(search, passages, arguments.at(3));
    for (Run &run : runs) {
        for (const Question &question : questions) {
            run.found.push_back(run.system->find(question.text));
            run.places.push_back(question.placeIn(run.found.back()));
        }
    }
    if (parser.isSet(u"unjudged"_s)) {
        printUnjudged(runs, questions);
        return 0;
    }
    std::printf("%zu questions over %zu passages\n", questions.size(), passages.size());
    for (const auto &group : {u"plain"_s, u"hard"_s, QString()})
        printGroup(runs, questions, group);
    return 0;
}
