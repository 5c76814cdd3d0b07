// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiendpoint.h"

#include <QCommandLineParser>
#include <QJsonObject>
#include <QMap>

#include <optional>

namespace Procession {

/// The arguments of one subcommand: its own options, and those that all have in common.
class SubcommandLine
{
public:
    enum class Output : quint8 { Text, TextOrJson };

    /// `usage` names the positional arguments, such as `ID...`. With TextOrJson there is a --json.
    SubcommandLine(const QString &command, const QString &description, const QString &usage,
                   Output output = Output::TextOrJson);

    void addValue(const QString &name, const QString &description, const QString &valueName,
                  const QString &defaultValue = {});
    /// One that takes a number in that range, both ends included.
    void addNumber(const QString &name, const QString &description, const QString &valueName, double from, double to);
    /// One that chooses what is acted on. An empty value is refused: a variable that isn't set must not mean all.
    void addFilter(const QString &name, const QString &description, const QString &valueName);
    void addFlag(const QString &name, const QString &description);
    /// Options end at the first positional argument, which belongs to another command.
    void stopAtFirstArgument();
    /// The command asks no server: whatever --url says is no error.
    void asksNoServer() { m_asksServer = false; }

    /// Parses; an exit code where the program shall end now (--help, or a usage error that was printed). The rest may
    /// be asked for after that.
    std::optional<int> parse(const QStringList &arguments);

    bool isSet(const QString &name) const { return m_parser.isSet(name); }
    QString value(const QString &name) const { return m_parser.value(name); }
    QStringList values(const QString &name) const { return m_parser.values(name); }
    QStringList arguments() const { return m_parser.positionalArguments(); }
    bool wantsJson() const { return m_hasJson && m_parser.isSet(QStringLiteral("json")); }

    /// The value of an option that addNumber() made; nothing where it isn't given.
    std::optional<double> number(const QString &name) const;
    /// Those of the options that are given, as members of a request: they have the same names there, with `_` for `-`.
    QJsonObject fields(const QStringList &options) const;

    /// The data folder of a server on this machine.
    QString dataDir() const;
    const ApiEndpoint &endpoint() const { return m_endpoint; }
    /// Prints a usage error and returns its exit code.
    int usageError(const QString &message) const;

private:
    std::optional<int> refuseEmpty() const;
    std::optional<int> refuseNumbers() const;
    std::optional<int> findServer();
    void findToken();

    QString m_command;
    QStringList m_filters;
    QMap<QString, std::pair<double, double>> m_ranges; // of the options that take a number
    bool m_hasJson;
    bool m_refusesEmptyArguments = true;
    bool m_asksServer = true;
    QCommandLineParser m_parser;
    ApiEndpoint m_endpoint;
};

} // namespace Procession
