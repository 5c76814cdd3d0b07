// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"

#include "exitcode.h"
#include "terminal.h"
#include "thismachine.h"

#include <QStandardPaths>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

} // namespace

SubcommandLine::SubcommandLine(const QString &command, const QString &description, const QString &usage, Output output)
    : m_command(command)
    , m_hasJson(output == Output::TextOrJson)
{
    m_parser.setApplicationDescription(u"\n"_s + description);
    m_parser.addPositionalArgument(command, u""_s, command + u" [options] "_s + usage);
    addValue(u"url"_s, u"The server (PROCESSION_URL; default http://127.0.0.1:8000)."_s, u"url"_s);
    addValue(u"token"_s, u"The token (better: PROCESSION_TOKEN, or the file in the data folder)."_s, u"token"_s);
    addFilter(u"data-dir"_s, u"The data folder of a server on this machine (PROCESSION_DATA_DIR)."_s, u"folder"_s);
    if (m_hasJson)
        addFlag(u"json"_s, u"Print JSON."_s);
}

void SubcommandLine::addValue(const QString &name, const QString &description, const QString &valueName,
                              const QString &defaultValue)
{
    m_parser.addOption({name, description, valueName, defaultValue});
}

void SubcommandLine::addNumber(const QString &name, const QString &description, const QString &valueName, double from,
                               double to)
{
    addValue(name, description, valueName);
    m_ranges.insert(name, {from, to});
}

void SubcommandLine::addFilter(const QString &name, const QString &description, const QString &valueName)
{
    addValue(name, description, valueName);
    m_filters.append(name);
}

void SubcommandLine::addFlag(const QString &name, const QString &description)
{
    m_parser.addOption({name, description});
}

void SubcommandLine::stopAtFirstArgument()
{
    m_parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsPositionalArguments);
    m_refusesEmptyArguments = false;
}

std::optional<int> SubcommandLine::parse(const QStringList &arguments)
{
    const QCommandLineOption help = m_parser.addHelpOption();
    if (!m_parser.parse(arguments))
        return usageError(m_parser.errorText());
    if (m_parser.isSet(help)) {
        Terminal::print(m_parser.helpText());
        return ExitCode::ok;
    }
    if (const auto exitCode = refuseEmpty())
        return exitCode;
    if (const auto exitCode = refuseNumbers())
        return exitCode;
    return m_asksServer ? findServer() : std::nullopt;
}

/// Values and arguments that choose something; empty ones come from variables that aren't set.
std::optional<int> SubcommandLine::refuseEmpty() const
{
    const auto isEmpty = [](const QString &value) { return value.trimmed().isEmpty(); };
    for (const QString &name : m_filters) {
        const QStringList given = values(name);
        if (std::any_of(given.cbegin(), given.cend(), isEmpty))
            return usageError(u"--%1 is empty; leave it out where it shall choose nothing."_s.arg(name));
    }
    const QStringList words = arguments();
    if (m_refusesEmptyArguments && std::any_of(words.cbegin(), words.cend(), isEmpty))
        return usageError(u"An argument is empty."_s);
    return std::nullopt;
}

int SubcommandLine::usageError(const QString &message) const
{
    Terminal::printError(u"%1 See: processionctl %2 --help"_s.arg(message, m_command));
    return ExitCode::usage;
}

std::optional<int> SubcommandLine::refuseNumbers() const
{
    for (const auto &[name, range] : m_ranges.asKeyValueRange()) {
        bool isNumber = true;
        const double value = isSet(name) ? this->value(name).toDouble(&isNumber) : range.first;
        if (!isNumber || !(value >= range.first && value <= range.second))
            return usageError(u"--%1 must be a number from %2 to %3."_s.arg(name).arg(range.first).arg(range.second));
    }
    return std::nullopt;
}

std::optional<double> SubcommandLine::number(const QString &name) const
{
    return isSet(name) ? std::optional(value(name).toDouble()) : std::nullopt;
}

QJsonObject SubcommandLine::fields(const QStringList &options) const
{
    QJsonObject fields;
    for (const QString &option : options) {
        const QString name = QString(option).replace(u'-', u'_');
        if (isSet(option))
            fields.insert(name, m_ranges.contains(option) ? QJsonValue(*number(option)) : QJsonValue(value(option)));
    }
    return fields;
}

std::optional<int> SubcommandLine::findServer()
{
    const QString url =
        isSet(u"url"_s) ? value(u"url"_s) : qEnvironmentVariable("PROCESSION_URL", u"http://127.0.0.1:8000"_s);
    m_endpoint.url = QUrl(url);
    const QString scheme = m_endpoint.url.scheme();
    if ((scheme != "http"_L1 && scheme != "https"_L1) || m_endpoint.url.host().isEmpty())
        return usageError(u"\"%1\" isn't the URL of a server, such as http://127.0.0.1:8000."_s.arg(url));
    if (QString path = m_endpoint.url.path(); path.endsWith(u'/')) {
        path.chop(1);
        m_endpoint.url.setPath(path);
    }
    findToken();
    return std::nullopt;
}

QString SubcommandLine::dataDir() const
{
    if (isSet(u"data-dir"_s))
        return value(u"data-dir"_s);
    if (!qEnvironmentVariableIsEmpty("PROCESSION_DATA_DIR"))
        return qEnvironmentVariable("PROCESSION_DATA_DIR");
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/procession"_s;
}

void SubcommandLine::findToken()
{
    if (isSet(u"token"_s)) {
        m_endpoint.token = value(u"token"_s).toUtf8().trimmed();
        m_endpoint.tokenSource = u"the token came from --token"_s;
        return;
    }
    if (qEnvironmentVariableIsSet("PROCESSION_TOKEN")) {
        m_endpoint.token = qgetenv("PROCESSION_TOKEN").trimmed();
        m_endpoint.tokenSource = u"the token came from PROCESSION_TOKEN"_s;
        return;
    }

    const bool isNamed = isSet(u"data-dir"_s) || !qEnvironmentVariableIsEmpty("PROCESSION_DATA_DIR");
    const QString folder = dataDir();
    // The token of this machine's server is a secret of its own: no other machine is sent it unasked.
    if (!isNamed && !isThisMachine(m_endpoint.url.host())) {
        m_endpoint.tokenSource =
            u"no token in PROCESSION_TOKEN; the one in %1 is sent to another machine only with --data-dir"_s.arg(
                folder);
        return;
    }
    std::ignore = m_endpoint.useTokenFile(folder + u"/token"_s); // a server may want none
}

} // namespace Procession
