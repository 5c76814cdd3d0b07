// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpanswer.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <csignal>

#include <utility>

namespace Procession {

/// An environment in which nothing of the machine's user is found.
inline QProcessEnvironment cleanEnvironment(const QString &folder)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name :
         {"PROCESSION_TOKEN", "PROCESSION_URL", "PROCESSION_HOST", "PROCESSION_PORT", "PROCESSION_DATA_DIR",
          "PROCESSION_CONFIG", "SKIP_AUTH", "LLM_BASE_URL", "LLM_MODEL", "LLM_API_KEY", "OPENAI_API_KEY"})
        environment.remove(QLatin1StringView(name));
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder);
    environment.insert(QStringLiteral("XDG_CONFIG_DIRS"), folder);
    environment.insert(QStringLiteral("XDG_DATA_HOME"), folder);
    return environment;
}

/// A processiond of its own, with its own folder.
class Daemon
{
public:
    Daemon() = default;
    /// Keeps its data under that folder, which must be there.
    explicit Daemon(QString folder)
        : m_ownFolder(std::move(folder))
    {
    }
    Q_DISABLE_COPY_MOVE(Daemon)
    ~Daemon() { kill(); }

    /// Starts it, on the port that it had before. Whether it came up.
    bool start(const QStringList &arguments = {})
    {
        // A program that was killed while it started another one leaves a copy of itself for a moment, and with it the
        // port and the lock of the folder.
        const quint16 port = m_port;
        for (int left = std::exchange(m_wasKilled, false) ? 40 : 0; !startOnce(arguments); --left) {
            if (left == 0 || m_process.state() != QProcess::NotRunning)
                return false;
            m_port = port;
            QThread::msleep(250);
        }
        return true;
    }
    bool startOnce(const QStringList &arguments)
    {
        QProcessEnvironment environment = cleanEnvironment(folder());
        environment.insert(m_moreEnvironment);
        m_process.setProcessEnvironment(environment);
        QStringList command{QStringLiteral(PROCESSIOND), QStringLiteral("--port"), QString::number(m_port)};
        if (!m_shell.isEmpty())
            command = QStringList{QStringLiteral("sh"), QStringLiteral("-c"), m_shell, QStringLiteral("sh")} + command;
        m_process.setProgram(command.takeFirst());
        m_process.setArguments(command + arguments);
        m_process.start();
        QByteArray output;
        while (!output.contains("Try: ") && m_process.waitForReadyRead(20000))
            output += m_process.readAllStandardOutput();
        const qsizetype at = output.indexOf("http://");
        m_url = QString::fromUtf8(output.mid(at, output.indexOf('\n', at) - at));
        m_port = static_cast<quint16>(m_url.section(u':', -1).toUInt());
        m_greeting = output;
        return m_port != 0;
    }

    /// For the next start().
    void addToEnvironment(const QString &name, const QString &value) { m_moreEnvironment.insert(name, value); }

    /// A line of sh that starts it from the next start() on, such as `ulimit -f 100; exec "$@"`; empty for none.
    void setShell(const QString &line) { m_shell = line; }

    /// As a crash would have it.
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
        m_wasKilled = true;
    }
    /// As an init system would have it. The exit code.
    int stop()
    {
        m_process.terminate();
        m_process.waitForFinished();
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }

    const QString &url() const { return m_url; }
    quint16 port() const { return m_port; }
    QString folder() const { return m_ownFolder.isEmpty() ? m_folder.path() : m_ownFolder; }
    const QByteArray &greeting() const { return m_greeting; }
    QProcess &process() { return m_process; }
    QByteArray token() const
    {
        QFile file(folder() + QStringLiteral("/procession/token"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
    }

    /// Asks the API; the answer's body. Its status stands in `status`.
    QJsonObject ask(const QByteArray &method, const QString &path, const QByteArray &body = {}, int *status = nullptr)
    {
        const HttpAnswer answer = askHttp(m_url + path, token(), method, body);
        if (status)
            *status = answer.status;
        return answer.json();
    }
    QJsonObject processOf(const QString &id)
    {
        return ask("GET", QStringLiteral("/processes/") + id).value(QLatin1StringView("process")).toObject();
    }
    QString statusOf(const QString &id) { return processOf(id).value(QLatin1StringView("status")).toString(); }

private:
    QTemporaryDir m_folder;
    QString m_ownFolder;
    QProcessEnvironment m_moreEnvironment;
    QString m_shell;
    QProcess m_process;
    QString m_url;
    quint16 m_port = 0;
    QByteArray m_greeting;
    bool m_wasKilled = false;
};

/// One run of processionctl against a daemon.
class Ctl
{
public:
    Ctl(const Daemon &daemon, const QStringList &arguments, const QString &program = QStringLiteral(PROCESSIONCTL))
    {
        QProcessEnvironment environment = cleanEnvironment(daemon.folder());
        environment.insert(QStringLiteral("PROCESSION_URL"), daemon.url());
        m_process.setProcessEnvironment(environment);
        m_process.setStandardInputFile(QProcess::nullDevice());
        m_process.start(program, arguments);
        m_process.waitForStarted();
    }
    ~Ctl()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    /// Waits for its end; its exit code as a shell tells it (128 + n where signal n ended it), -1 where it doesn't end.
    int exitCode(int timeoutMs = 30000)
    {
        if (!QTest::qWaitFor([this] { return isFinished(); }, timeoutMs))
            return -1;
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : 128 + m_process.exitCode();
    }
    bool isFinished() const { return m_process.state() == QProcess::NotRunning; }
    void signal(int number) { ::kill(static_cast<pid_t>(m_process.processId()), number); }
    const QByteArray &output()
    {
        m_output += m_process.readAllStandardOutput();
        return m_output;
    }
    const QByteArray &errors()
    {
        m_errors += m_process.readAllStandardError();
        return m_errors;
    }

private:
    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
};

} // namespace Procession
