// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "converters.h"
#include "documentreaders.h"
#include "textdecoding.h"
#include "textflow.h"

#include <QFile>
#include <QStandardPaths>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

struct Ending
{
    QByteArray output;
    int status = 0; // as of waitpid()
};

std::optional<Ending> run(const QString &program, const QStringList &arguments, qsizetype maxBytes)
{
    std::vector<QByteArray> words{QFile::encodeName(program)};
    words.reserve(static_cast<size_t>(arguments.size()) + 1);
    for (const QString &argument : arguments)
        words.push_back(QFile::encodeName(argument));
    std::vector<char *> argv;
    argv.reserve(words.size() + 1);
    for (QByteArray &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);

    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return std::nullopt;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    pid_t pid = 0;
    const int failed = ::posix_spawn(&pid, argv.front(), &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    if (failed != 0) {
        ::close(pipe[0]);
        return std::nullopt;
    }

    Ending ending;
    std::array<char, 65536> part{};
    ssize_t got = 0;
    while ((got = ::read(pipe[0], part.data(), part.size())) > 0) {
        ending.output.append(part.data(), got);
        if (ending.output.size() > maxBytes) {
            ::kill(pid, SIGKILL);
            break;
        }
    }
    ::close(pipe[0]);
    ::waitpid(pid, &ending.status, 0);
    return ending;
}

} // namespace

Result<void> readDoc(const QByteArray &, DocumentSink &sink)
{
    struct stat input = {};
    if (::fstat(STDIN_FILENO, &input) != 0 || !S_ISREG(input.st_mode) || input.st_size == 0)
        return documentError(DocumentFailure::unsupported, u"A document of this format must be a file by itself."_s);
    QStringList names;
    for (const Converter &converter : docConverters()) {
        names.append(converter.program);
        const QString program = QStandardPaths::findExecutable(converter.program);
        if (program.isEmpty())
            continue;
        const auto ending =
            run(program, converter.arguments + QStringList{u"/proc/self/fd/0"_s}, sink.limits().textBytes);
        if (!ending)
            return documentError(DocumentFailure::broken, u"Can't run %1."_s.arg(converter.program));
        if (ending->output.size() > sink.limits().textBytes) {
            return documentError(DocumentFailure::tooLarge,
                                 u"The document has more than %1 MiB of text."_s.arg(sink.limits().textBytes >> 20));
        }
        if (WIFSIGNALED(ending->status) && WTERMSIG(ending->status) == SIGXCPU)
            return documentError(DocumentFailure::tooLarge, u"%1 took too much time over it."_s.arg(converter.program));
        if (ending->status != 0 || ending->output.trimmed().isEmpty()) {
            return documentError(
                DocumentFailure::malformed,
                u"%1 can't read the document; it may be damaged or encrypted."_s.arg(converter.program));
        }
        const QString text = decodeText(ending->output);
        TextFlow flow(sink.limits());
        const QList<QStringView> pages = QStringView(text).split(u'\f');
        for (const QStringView page : pages) {
            flow.append(page);
            flow.breakPage();
        }
        return flow.writeTo(sink);
    }
    return documentError(DocumentFailure::unsupported,
                         u"To read this format, install %1."_s.arg(names.join(u" or "_s)));
}

} // namespace Procession
