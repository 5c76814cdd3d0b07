// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiendpoint.h"

#include <QCommandLineParser>

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

    QCommandLineOption addValue(const QString &name, const QString &description, const QString &valueName,
                                const QString &defaultValue = {});
    /// One that chooses what is acted on. An empty value is refused: a variable that isn't set must not mean all.
    void addFilter(const QString &name, const QString &description, const QString &valueName);
    QCommandLineOption addFlag(const QString &name, const QString &description);
    /// Options end at the first positional argument, which belongs to another command.
    void stopAtFirstArgument();

    /// Parses; an exit code where the program shall end now (--help, or a usage error that was printed).
    std::optional<int> parse(const QStringList &arguments);

    bool isSet(const QString &name) const { return m_parser.isSet(name); }
    QString value(const QString &name) const { return m_parser.value(name); }
    QStringList values(const QString &name) const { return m_parser.values(name); }
    QStringList arguments() const { return m_parser.positionalArguments(); }
    bool wantsJson() const { return m_hasJson && m_parser.isSet(QStringLiteral("json")); }

    /// A number given with an option. Prints what is wrong with it.
    struct Number
    {
        bool valid = true;
        std::optional<double> value;
    };
    Number number(const QString &name, double from, double to) const;

    /// The data folder of a server on this machine.
    QString dataDir() const;
    /// Where the server is; nothing where the URL is wrong, which was printed.
    std::optional<ApiEndpoint> endpoint() const;
    /// Prints a usage error and returns its exit code.
    int usageError(const QString &message) const;

private:
    std::optional<int> refuseEmpty() const;
    void findToken(ApiEndpoint &endpoint) const;

    QString m_command;
    QStringList m_filters;
    bool m_hasJson;
    bool m_refusesEmptyArguments = true;
    QCommandLineParser m_parser;
};

} // namespace Procession
