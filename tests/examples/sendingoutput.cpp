// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A program that sends a server what it prints. Its arguments: the server's URL, and an id. PROCESSION_TOKEN is the token.
#include "clock.h"
#include "outputuploader.h"
#include "reportspool.h"

#include <QCoreApplication>
#include <QTextStream>

using namespace Procession;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const auto id = ProcessId::fromString(arguments.value(2));
    if (!id)
        return 2;
    const SystemClock clock;
    ApiClient api({.url = QUrl(arguments.value(1)), .token = qgetenv("PROCESSION_TOKEN")});
    ReportSpool reports(api);
    OutputUploader output(api, *id, 1, clock);

    // The server learns of the process, and gets its output, once it is there; both wait for it.
    const auto started = reports.start(
        {.id = *id, .type = ProcessType::backgroundJob(), .name = u"An export"_s, .status = ProcessStatus::Running});
    QObject::connect(&reports, &ReportSpool::started, &output,
                     [&output](const ProcessPtr &process) { output.resume((*process)->attempt); });
    output.append(OutputStream::Stdout, "3 tables\n");
    output.append(OutputStream::Stderr, "one is empty\n");

    // The end: first the rest of the output, then the word that it is over.
    QObject::connect(&output, &OutputUploader::drained, &reports, [&] {
        std::ignore = reports.report(*id, {.status = ProcessStatus::Completed, .progress = 100, .attempt = 1});
    });
    QObject::connect(&reports, &ReportSpool::reported, qApp, [] { QCoreApplication::exit(0); });
    QObject::connect(&reports, &ReportSpool::refused, qApp, [](const ProcessId &, const ApiError &error) {
        QTextStream(stderr) << error.error.message << '\n';
        QCoreApplication::exit(1);
    });
    output.finish();
    return started ? QCoreApplication::exec() : 1;
}
