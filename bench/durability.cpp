// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Acknowledged updates a second, each durable (synchronous=FULL), beside plain SQLite with a transaction for each.
//   bench_durability [SECONDS]
#include "connection.h"
#include "daemonprocess.h"
#include "sqliteconnection.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <atomic>
#include <chrono>
#include <clocale>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace Procession;
using namespace Qt::StringLiterals;
using Clock = std::chrono::steady_clock;

namespace {

/// What nobody can do without a disk: one row is changed and committed, one after the other.
double plainSqlite(std::chrono::duration<double> length)
{
    const QTemporaryDir folder;
    SqliteConnection connection;
    const auto must = [](const Result<void> &done) {
        if (!done)
            throw std::runtime_error(done.error().message.toStdString());
    };
    must(connection.open(folder.filePath(u"plain.db"_s), SqliteConnection::Mode::ReadWrite));
    must(connection.run(u"PRAGMA journal_mode = WAL"_s));
    must(connection.run(u"PRAGMA synchronous = FULL"_s));
    must(connection.run(u"CREATE TABLE processes (id INTEGER PRIMARY KEY, progress REAL, message TEXT)"_s));
    must(connection.run(u"INSERT INTO processes VALUES (1, 0, '')"_s));
    Result<SqliteStatement> update =
        connection.prepare(u"UPDATE processes SET progress = ?, message = ? WHERE id = 1"_s);
    if (!update)
        throw std::runtime_error(update.error().message.toStdString());
    int count = 0;
    const auto begin = Clock::now();
    for (; Clock::now() - begin < length; ++count) {
        SqliteConnection::Transaction transaction(connection);
        const QString message = u"step %1"_s.arg(count);
        update->bindInteger(0, count % 100);
        update->bindText(1, message);
        must(update->run());
        must(transaction.commit());
    }
    return count / std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Clients that each report a process of their own and wait for every answer.
double processiond(int clients, std::chrono::duration<double> length)
{
    const Load::DaemonProcess daemon(PROCESSIOND);
    std::atomic<int> count = 0;
    std::atomic<bool> failed = false;
    std::vector<std::thread> threads;
    const auto begin = Clock::now();
    for (int client = 0; client < clients; ++client) {
        threads.emplace_back([&, client] {
            try {
                Load::Connection connection(daemon.port(), daemon.token());
                const std::string id = "p" + std::to_string(client);
                connection.ask(
                    "POST", "/processes",
                    R"({"process_type":"ai_task","name":"Bench","status":"running","process_id":")" + id + "\"}", 201);
                for (int step = 0; Clock::now() - begin < length; ++step, ++count)
                    connection.ask("PATCH", "/processes/" + id,
                                   R"({"progress":)" + std::to_string(step % 100) + R"(,"message":"step )"
                                       + std::to_string(step) + "\"}");
            } catch (const std::exception &problem) {
                std::fprintf(stderr, "%s\n", problem.what());
                failed = true;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    if (failed)
        throw std::runtime_error("a client failed");
    return count / std::chrono::duration<double>(Clock::now() - begin).count();
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // Qt took the user's, and a program reads these figures
    const std::chrono::duration<double> length(argc > 1 ? std::atof(argv[1]) : 5.0);
    try {
        const double plain = plainSqlite(length);
        const double one = processiond(1, length);
        const double many = processiond(64, length);
        std::printf("plain SQLite, a transaction an update   %8.0f /s   1.00\n", plain);
        std::printf("processiond, 1 client                   %8.0f /s   %.2f\n", one, one / plain);
        std::printf("processiond, 64 clients                 %8.0f /s   %.2f\n", many, many / plain);
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "bench_durability: %s\n", problem.what());
        return 1;
    }
    return 0;
}
