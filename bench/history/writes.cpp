// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What parts of the store's file cost those who write it: bench_historywrites [PROCESSES [ROUNDS]]
//
// Three copies of one store with a full history: as it is, without the index processes_by_leaving, and without the pages
// that let the file shrink. The same is written to each in turn, round by round; the ratios are medians over the rounds.
#include "archive.h"
#include "pastruns.h"
#include "sqliteconnection.h"

#include <QElapsedTimer>
#include <QFileInfo>

#include <cstdio>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr int lives = 4000;
constexpr int live = 1000;
constexpr int reportsEach = 12;

void check(bool isGood, const char *what)
{
    if (!isGood)
        qFatal("%s", what);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// One way to keep the store.
struct Variant
{
    const char *name = "";
    std::unique_ptr<QTemporaryDir> folder;
    std::unique_ptr<StoredLog> run;
    std::vector<double> starts;  ///< processes a second that begin, report, end and go into the history
    std::vector<double> reports; ///< a second
    int made = 0;

    void change(const QString &sql) const
    {
        SqliteConnection connection;
        check(connection.open(DataFolder::databaseIn(folder->path()), SqliteConnection::Mode::ReadWrite).ok(), name);
        for (const QString &statement : sql.split(u';', Qt::SkipEmptyParts))
            check(connection.run(statement).ok(), qPrintable(statement));
    }
    void measureStarts()
    {
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < lives; ++i) {
            const QString one = u"new-%1"_s.arg(made++);
            check(run->tracker.start(startOf(one, ProcessStatus::Running)).ok()
                      && run->tracker.report(id(one), progressOf(50)).ok(),
                  "start");
            if (i % 500 == 499)
                check(run->commit(), "commit"); // what lives for a moment isn't one row
        }
        for (int i = made - lives; i < made; ++i) {
            const ProcessId one = id(u"new-%1"_s.arg(i));
            check(run->tracker.report(one, reportOf(ProcessStatus::Completed)).ok() && run->tracker.archive(one).ok(),
                  "end");
        }
        check(run->commit(), "commit");
        starts.push_back(lives / (static_cast<double>(timer.nsecsElapsed()) / 1e9));
    }
    void measureReports()
    {
        QElapsedTimer timer;
        timer.start();
        for (int round = 0; round < reportsEach; ++round) {
            for (int i = 0; i < live; ++i) {
                ReportChange report = progressOf((made * reportsEach + round) % 90 + i * 0.001);
                report.message = u"Page 4711 of the plans was analysed"_s;
                check(run->tracker.report(id(u"live-%1"_s.arg(i)), report).ok(), "report");
            }
            run->clock.advance(std::chrono::milliseconds(1100)); // each is a point of its history
            check(run->commit(), "commit");
        }
        reports.push_back(live * reportsEach / (static_cast<double>(timer.nsecsElapsed()) / 1e9));
    }
};

double ratio(const std::vector<double> &a, const std::vector<double> &b)
{
    std::vector<double> ratios;
    for (size_t i = 0; i < a.size(); ++i)
        ratios.push_back(a[i] / b[i]);
    return median(std::move(ratios));
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int processes = arguments.value(1, u"250000"_s).toInt();
    const int rounds = arguments.value(2, u"15"_s).toInt();
    const QTemporaryDir original;
    check(Bench::makePastRuns(original.path(), processes) > 0, "the history can't be made");

    std::vector<Variant> variants;
    for (const char *name : {"as it is", "without processes_by_leaving", "without room for shrinking"}) {
        Variant &variant = variants.emplace_back();
        variant.name = name;
        variant.folder = std::make_unique<QTemporaryDir>();
        const QString path = DataFolder::databaseIn(variant.folder->path());
        check(Archive(DataFolder::databaseIn(original.path())).backUp(path).ok(), "copy");
        if (variants.size() == 3)
            variant.change(u"PRAGMA auto_vacuum = NONE;VACUUM"_s);
        const std::chrono::milliseconds now(SystemClock().wallMs() - FakeClock::beginning);
        variant.run = std::make_unique<StoredLog>(
            variant.folder->path(), StoreOptions{.durability = Durability::Normal}, EventLog::defaultCapacity, now);
        check(variant.run->problem.isEmpty(), qPrintable(variant.run->problem));
        if (variants.size() == 2)
            variant.change(u"DROP INDEX processes_by_leaving"_s);
        for (int i = 0; i < live; ++i)
            check(variant.run->tracker.start(startOf(u"live-%1"_s.arg(i), ProcessStatus::Running)).ok(), "start");
        check(variant.run->commit(), "commit");
    }
    for (int round = -1; round < rounds; ++round) {
        if (round == 0) { // the first one was to warm up
            for (Variant &variant : variants) {
                variant.starts.clear();
                variant.reports.clear();
            }
        }
        for (size_t i = 0; i < variants.size(); ++i) {
            Variant &variant = variants[(i + static_cast<size_t>(round + 1)) % variants.size()];
            variant.measureStarts();
            variant.measureReports();
        }
    }
    std::printf("%d processes in the history, %lld MiB; %d rounds.\n\n", processes,
                QFileInfo(DataFolder::databaseIn(original.path())).size() >> 20, rounds);
    std::printf("| the file | lives/s | as it is / this | reports/s | as it is / this |\n|---|---:|---:|---:|---:|\n");
    for (const Variant &variant : variants) {
        std::printf("| %s | %.0f | %.3f | %.0f | %.3f |\n", variant.name, median(variant.starts),
                    ratio(variants[0].starts, variant.starts), median(variant.reports),
                    ratio(variants[0].reports, variant.reports));
    }
    for (Variant &variant : variants)
        variant.run->stop();
    return 0;
}
