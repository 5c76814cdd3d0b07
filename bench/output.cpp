// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the output store without a server: appending beside `cat` into a file, and reading a long output beside a short
// one. Prints "name value" lines for bench/parts/output.cpp.
//   bench_output [MEBIBYTES]
#include "clock.h"
#include "outputstore.h"

#include <QTemporaryDir>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <random>
#include <stdexcept>
#include <string>
#include <unistd.h>

using namespace Procession;

namespace {

constexpr qint64 mebi = 1024 * 1024;
constexpr qint64 chunkSize = 256 * 1024;

using Steady = std::chrono::steady_clock;

double secondsOf(auto work)
{
    const Steady::time_point begin = Steady::now();
    work();
    return std::chrono::duration<double>(Steady::now() - begin).count();
}

void must(bool holds, const char *what)
{
    if (!holds)
        throw std::runtime_error(what);
}

/// Lines as a program prints them, some 60 bytes each.
void makeSource(const std::string &path, qint64 size)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    std::mt19937 random(1);
    QByteArray lines;
    for (qint64 line = 0, written = 0; written < size; ++line) {
        lines += "2026-11-27T01:02:03 INFO worker-" + QByteArray::number(random() % 16) + " row "
            + QByteArray::number(line) + " took " + QByteArray::number(random() % 100000) + " us\n";
        if (lines.size() >= mebi) {
            must(::write(file, lines.constData(), mebi) == mebi, "can't write");
            written += mebi;
            lines.remove(0, mebi);
        }
    }
    ::close(file);
}

/// Reads the source and appends it, as a server reads a connection.
double append(OutputStore &store, const OutputKey &key, const std::string &source, qint64 size)
{
    return secondsOf([&] {
        const int file = ::open(source.c_str(), O_RDONLY | O_CLOEXEC);
        QByteArray buffer(chunkSize, Qt::Uninitialized);
        qint64 offset = 0;
        while (offset < size && ::read(file, buffer.data(), chunkSize) == chunkSize) {
            const OutputChunk chunk{OutputStream::Stdout, SystemClock().wallMs(), buffer};
            must(store.append(key, offset, {&chunk, 1}).ok(), "can't append");
            offset += chunkSize;
        }
        ::close(file);
        must(offset == size, "can't read");
    });
}

/// In microseconds, the mean.
double readTime(OutputStore &store, const OutputKey &key, qint64 length)
{
    std::mt19937_64 random(2);
    constexpr int times = 300;
    return secondsOf([&] {
               for (int i = 0; i < times; ++i)
                   must(store.read(key, qint64(random() % quint64(length)), 64 * 1024).ok(), "can't read");
           })
        * 1e6 / times;
}

double tailTime(OutputStore &store, const OutputKey &key)
{
    constexpr int times = 100;
    return secondsOf([&] {
               for (int i = 0; i < times; ++i)
                   must(store.lines(key, -100, 100)->lines.size() == 100, "can't read the last lines");
           })
        * 1e6 / times;
}

double lineTime(OutputStore &store, const OutputKey &key)
{
    std::mt19937_64 random(3);
    const qint64 lines = store.extent(key)->lines;
    constexpr int times = 300;
    return secondsOf([&] {
               for (int i = 0; i < times; ++i) {
                   const qint64 line = 1 + qint64(random() % quint64(lines));
                   must(store.lines(key, line, 1)->lines.at(0).number == line, "can't find a line");
               }
           })
        * 1e6 / times;
}

/// Of all of it, however often the time limit of one search passes.
double searchTime(OutputStore &store, const OutputKey &key, OutputQuery query)
{
    return secondsOf([&] {
        do {
            const auto found = store.search(key, query);
            must(found.ok() && found->matches.empty(), "can't search");
            query.fromLine = found->nextLine.value_or(0);
        } while (query.fromLine > 0);
    });
}

void measure(qint64 size)
{
    const QTemporaryDir folder;
    const std::string source = folder.filePath(QStringLiteral("source")).toStdString();
    const std::string copy = folder.filePath(QStringLiteral("copy")).toStdString();
    makeSource(source, size);
    const double mebis = double(size) / double(mebi);
    const SystemClock clock;
    for (int round = 0; round < 3; ++round) {
        must(std::system(("cat " + source + " > " + copy).c_str()) == 0, "can't copy"); // both find the disk alike
        const double cat =
            secondsOf([&] { must(std::system(("cat " + source + " > " + copy + "2").c_str()) == 0, "can't copy"); });
        std::printf("cat %.0f\n", mebis / cat);
        ::unlink((copy + "2").c_str());
        const double tee = secondsOf(
            [&] { must(std::system(("tee " + copy + "2 < " + source + " > /dev/null").c_str()) == 0, "can't copy"); });
        std::printf("tee %.0f\n", mebis / tee);
        ::unlink((copy + "2").c_str());
        const OutputKey key{quint64(round) + 1, 1, 1};
        {
            OutputStore store(folder.filePath(QStringLiteral("kept%1").arg(round)), OutputStore::Durability::Normal,
                              clock, {.bytesPerAttempt = 4096 * mebi});
            std::printf("kept %.0f\n", mebis / append(store, key, source, size));
        }
        {
            OutputStore store(folder.filePath(QStringLiteral("bounded%1").arg(round)), OutputStore::Durability::Normal,
                              clock);
            std::printf("bounded %.0f\n", mebis / append(store, key, source, size));
        }
        ::unlink(copy.c_str());
    }
}

void measureReading(qint64 size)
{
    const QTemporaryDir folder;
    const std::string source = folder.filePath(QStringLiteral("source")).toStdString();
    makeSource(source, size);
    const SystemClock clock;
    OutputStore store(folder.filePath(QStringLiteral("output")), OutputStore::Durability::Normal, clock,
                      {.bytesPerAttempt = 4096 * mebi});
    const OutputKey small{1, 1, 1};
    const OutputKey large{2, 1, 1};
    append(store, small, source, mebi);
    append(store, large, source, size);
    must(store.finish(small).ok() && store.finish(large).ok(), "can't finish");
    store.waitForBackground();
    for (int round = 0; round < 3; ++round) {
        for (const auto &[name, key, length] : {std::tuple("small", small, mebi), std::tuple("large", large, size)}) {
            OutputStore fresh(folder.filePath(QStringLiteral("output")), OutputStore::Durability::Normal, clock,
                              {.bytesPerAttempt = 4096 * mebi});
            std::printf("open_%s %.0f\n", name, secondsOf([&] { (void)fresh.lines(key, -100, 100); }) * 1e6);
            std::printf("read_%s %.0f\n", name, readTime(store, key, length));
            std::printf("tail_%s %.0f\n", name, tailTime(store, key));
            std::printf("line_%s %.0f\n", name, lineTime(store, key));
            OutputQuery query;
            query.text = QStringLiteral("no such text");
            query.timeLimitMs = 10'000;
            query.isCaseSensitive = true;
            std::printf("search_%s %.0f\n", name, searchTime(store, key, query) * 1e6);
            query.isCaseSensitive = false;
            std::printf("anycase_%s %.0f\n", name, searchTime(store, key, query) * 1e6);
            query.isRegex = true;
            query.text = QStringLiteral("row [0-9]+ failed");
            std::printf("regex_%s %.0f\n", name, searchTime(store, key, query) * 1e6);
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const qint64 size = (argc > 1 ? std::atoll(argv[1]) : 1024) * mebi;
    measure(size);
    measureReading(size);
    return 0;
}
