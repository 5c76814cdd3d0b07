// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTest>

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <vector>

namespace Procession {

/// A program on a terminal of its own, as a person starts it. Threads: the test's.
class PseudoTerminal
{
public:
    PseudoTerminal(const QStringList &command, const QProcessEnvironment &environment, unsigned short columns = 80,
                   unsigned short rows = 24)
    {
        std::vector<QByteArray> texts;
        for (const QString &part : command)
            texts.push_back(part.toUtf8());
        for (const QString &variable : environment.toStringList())
            texts.push_back(variable.toUtf8());
        std::vector<char *> arguments;
        std::vector<char *> variables;
        for (size_t i = 0; i < texts.size(); ++i)
            (i < static_cast<size_t>(command.size()) ? arguments : variables).push_back(texts[i].data());
        arguments.push_back(nullptr);
        variables.push_back(nullptr);
        const winsize size{rows, columns, 0, 0};
        m_process = ::forkpty(&m_terminal, nullptr, nullptr, &size);
        if (m_process == 0) {
            ::execvpe(arguments.front(), arguments.data(), variables.data());
            ::_exit(127);
        }
        ::fcntl(m_terminal, F_SETFL, O_NONBLOCK);
    }
    Q_DISABLE_COPY_MOVE(PseudoTerminal)
    ~PseudoTerminal()
    {
        ::kill(m_process, SIGKILL);
        if (!m_isReaped)
            ::waitpid(m_process, nullptr, 0);
        ::close(m_terminal);
    }

    /// All that it has printed so far.
    const QByteArray &output()
    {
        std::array<char, 4096> buffer{};
        for (ssize_t size = 0; (size = ::read(m_terminal, buffer.data(), buffer.size())) > 0;)
            m_output.append(buffer.data(), size);
        return m_output;
    }
    void type(const QByteArray &keys) const
    {
        [[maybe_unused]] const ssize_t n = ::write(m_terminal, keys.constData(), static_cast<size_t>(keys.size()));
    }
    void signal(int number) const { ::kill(m_process, number); }
    void resize(unsigned short columns, unsigned short rows) const
    {
        const winsize size{rows, columns, 0, 0};
        ::ioctl(m_terminal, TIOCSWINSZ, &size);
    }
    /// Whether it shows what is typed, as it does unless a program changed that.
    bool echoes() const
    {
        termios now{};
        return ::tcgetattr(m_terminal, &now) == 0 && (now.c_lflag & ECHO) != 0;
    }
    /// Waits for its end; 128 + n where signal n ended it, -1 where it doesn't end.
    int exitCode(int timeoutMs = 30000)
    {
        int status = 0;
        m_isReaped = QTest::qWaitFor(
            [&] {
                output(); // one that nobody reads waits
                return ::waitpid(m_process, &status, WNOHANG) == m_process;
            },
            timeoutMs);
        if (!m_isReaped)
            return -1;
        output();
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

private:
    pid_t m_process = -1;
    int m_terminal = -1;
    bool m_isReaped = false;
    QByteArray m_output;
};

} // namespace Procession
