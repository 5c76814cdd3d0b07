// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandtext.h"

#include "bytetext.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxTold = 1000;
constexpr qsizetype maxLooked = 4 * maxTold; // of one argument; what is beyond isn't told anyway
constexpr qsizetype maxArguments = 500;
constexpr auto mask = "***"_L1;

/// Names that speak of a secret, in whole or as one of their words.
bool isSecretName(const QString &name)
{
    static const QRegularExpression border(u"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])"_s);
    static const QRegularExpression secret(
        u"^(?:pass|passwd|passw|password|passphrase|passcode|passin|passout|pwd|pw|secret|secrets|token|auth|oauth|"
        "authorization|authentication|bearer|cred|creds|credential|credentials|cookie|key|apikey|accesskey|privatekey|"
        "secretkey|signature|sig|otp|pin|dsn|jwt|pat|sas|webhook|connectionstring)\\d*$|"
        "password|passwd|passphrase|secret|apikey|authtoken|accesstoken"_s);
    static const QRegularExpression harmless(u"(?:^no-)|(?:-stdin$)"_s);
    if (harmless.match(name.toLower()).hasMatch())
        return false;
    const QStringList words = name.split(border, Qt::SkipEmptyParts);
    return std::any_of(words.cbegin(), words.cend(),
                       [](const QString &word) { return secret.match(word.toLower()).hasMatch(); });
}

/// `name=value` and `Name: value` anywhere in a text, as in headers, queries, scripts and connection strings.
QString withoutNamedSecrets(const QString &text)
{
    static const QRegularExpression assignment(
        uR"(([A-Za-z_][\w.-]*)(["']?\s*(?:[=:]|:=)\s*)("[^"]*"?|'[^']*'?|(?:(?:Basic|Bearer|Digest|Token|Negotiate)\s+)?[^\s"'&;,)}\]]+))"_s);
    static const QRegularExpression option(uR"((?<!\S)(--?[A-Za-z][\w.-]*)(\s+)("[^"]*"?|'[^']*'?|[^\s"']+))"_s);
    static const QRegularExpression scheme(uR"(\b(Basic|Bearer|Digest|Negotiate)(\s+)([A-Za-z0-9+/._~=-]{6,}))"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    const auto replaceIn = [](const QString &source, const QRegularExpression &pattern, auto isSecret) {
        QString result;
        qsizetype begin = 0;
        qsizetype from = 0;
        for (auto match = pattern.match(source); match.hasMatch(); match = pattern.match(source, from)) {
            from = match.capturedEnd(2); // the value may hold a name of its own, as a URL does
            if (!isSecret(match))
                continue;
            result += source.sliced(begin, match.capturedStart(3) - begin) + mask;
            begin = from = match.capturedEnd(3);
        }
        return result + source.sliced(begin);
    };
    const auto hasSecretName = [](const QRegularExpressionMatch &match) { return isSecretName(match.captured(1)); };
    QString masked = replaceIn(text, assignment, hasSecretName);
    masked = replaceIn(masked, option, hasSecretName);
    return replaceIn(masked, scheme, [](const QRegularExpressionMatch &) { return true; });
}

/// What is a secret by its form.
QString withoutForms(QString text)
{
    struct Form
    {
        QRegularExpression pattern;
        QString replacement;
    };
    static const std::array forms{
        // user:password@host
        Form{QRegularExpression(uR"(([A-Za-z0-9._~%+-]*):(?!/)\S+@(?=[A-Za-z0-9\[]))"_s), u"\\1:***@"_s},
        // https://TOKEN@host
        Form{QRegularExpression(uR"((://)[^\s/@:]{16,}@)"_s), u"\\1***@"_s},
        Form{QRegularExpression(uR"(\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?)"_s), u"***"_s},
        Form{
            QRegularExpression(
                uR"(\b(?:gh[pousr]_|github_pat_|glpat-|sk-|pk_|rk_|sk_|xox[abeprs]-|AKIA|ASIA|AIza|hf_|npm_|pypi-|dop_v1_|SG\.|ya29\.)[\w.-]{8,})"_s),
            u"***"_s},
        Form{QRegularExpression(uR"((?<![0-9A-Za-z])[0-9a-fA-F]{32,}(?![0-9A-Za-z]))"_s), u"***"_s},
        Form{QRegularExpression(
                 uR"((?<![\w+-])(?=[\w+-]*[a-z])(?=[\w+-]*[A-Z])(?=[\w+-]*\d)[\w+-]{24,}(?:[/+][\w+/-]*)?={0,2})"_s),
             u"***"_s},
    };
    for (const Form &form : forms)
        text.replace(form.pattern, form.replacement);
    return text;
}

/// The short options by which known tools take a secret.
struct Tool
{
    QLatin1StringView pattern; ///< of the program's name
    QLatin1StringView options; ///< their letters
    bool takesNext;            ///< whether the secret may be the next argument
};

constexpr std::array tools{
    Tool{"mysql\\w*|mariadb[\\w-]*|mysqldump"_L1, "p"_L1, false},
    Tool{"sshpass"_L1, "p"_L1, true},
    Tool{"7z\\w?|7za|rar|unrar"_L1, "p"_L1, false},
    Tool{"zip|unzip"_L1, "P"_L1, true},
    Tool{"curl"_L1, "uUbE"_L1, true},
    Tool{"redis-cli"_L1, "a"_L1, true},
    Tool{"ldap\\w+"_L1, "w"_L1, true},
    Tool{"mongo\\w*|docker|podman|skopeo|az"_L1, "p"_L1, true},
    Tool{"sqlcmd|bcp|ipmitool|sqsh"_L1, "P"_L1, true},
    Tool{"smbclient|rpcclient"_L1, "U"_L1, true},
    Tool{"snmp\\w+"_L1, "AXc"_L1, true},
    Tool{"influx|vault"_L1, "t"_L1, true},
};

const Tool *toolNamed(const QString &argument)
{
    const QString name = argument.section(u'/', -1);
    const auto tool = std::find_if(tools.begin(), tools.end(), [&name](const Tool &candidate) {
        return QRegularExpression(QRegularExpression::anchoredPattern(candidate.pattern)).match(name).hasMatch();
    });
    return tool == tools.end() ? nullptr : tool;
}

/// The argument with its secret masked where it is a short option of that tool; also says whether the next one is.
QString maskedForTool(const Tool &tool, const QString &argument, bool &nextIsSecret)
{
    const bool isOption = argument.size() >= 2 && argument[0] == u'-' && QString(tool.options).contains(argument[1]);
    if (!isOption)
        return argument;
    nextIsSecret = argument.size() == 2 && tool.takesNext;
    return argument.size() == 2 ? argument : argument.first(2) + mask;
}

/// `user:password` as the value of an option such as curl's --user; the ids of docker's --user are no secret.
QString withoutPassword(const QString &login)
{
    static const QRegularExpression pattern(uR"(^([^\s:/]*:)(?!\d+$).+$)"_s,
                                            QRegularExpression::DotMatchesEverythingOption);
    return QString(login).replace(pattern, u"\\1***"_s);
}

/// A command within a text, such as a script of `sh -c`.
QString withoutToolsSecrets(const QString &text)
{
    QStringList words = text.split(u' ');
    const Tool *tool = nullptr;
    bool isSecret = false;
    for (QString &word : words) {
        if (std::exchange(isSecret, false)) {
            word = mask;
            continue;
        }
        if (tool)
            word = maskedForTool(*tool, word, isSecret);
        if (const Tool *named = toolNamed(word))
            tool = named;
    }
    return words.join(u' ');
}

QStringList masked(const QStringList &arguments)
{
    static const QRegularExpression option(u"^--?([A-Za-z][\\w.-]*)$"_s);
    static const QRegularExpression login(u"^--(?:[a-z]+-)?user(?:=|$)"_s);
    QStringList result;
    const Tool *tool = nullptr;
    bool isSecret = false;
    bool isLogin = false;
    for (const QString &argument : arguments) {
        if (std::exchange(isSecret, false)) {
            result.append(mask);
            continue;
        }
        if (std::exchange(isLogin, false) && !argument.startsWith(u'-')) {
            result.append(withoutForms(withoutNamedSecrets(withoutPassword(argument))));
            continue;
        }
        if (const auto match = login.match(argument); match.hasMatch()) {
            isLogin = match.capturedEnd() == argument.size() && !argument.endsWith(u'=');
            result.append(match.captured()
                          + withoutForms(withoutNamedSecrets(withoutPassword(argument.sliced(match.capturedEnd())))));
            continue;
        }
        const auto name = option.match(argument);
        QString text = argument;
        if (name.hasMatch() && argument.size() > 2 && isSecretName(name.captured(1))) {
            isSecret = true;
        } else if (tool && !argument.contains(u' ')) {
            text = maskedForTool(*tool, argument, isSecret);
        } else if (argument.contains(u' ')) {
            text = withoutToolsSecrets(argument);
        }
        if (const Tool *named = toolNamed(argument))
            tool = named;
        result.append(withoutForms(withoutNamedSecrets(text)));
    }
    return result;
}

} // namespace

std::optional<CommandLineDetail> commandLineDetailFrom(const QString &name)
{
    if (name == "full"_L1)
        return CommandLineDetail::Full;
    if (name == "masked"_L1)
        return CommandLineDetail::Masked;
    return name == "off"_L1 ? std::optional(CommandLineDetail::Off) : std::nullopt;
}

QString toldCommand(const QByteArrayList &command, CommandLineDetail detail)
{
    QStringList arguments;
    for (const QByteArray &argument : command.first(std::min(command.size(), maxArguments)))
        arguments.append(
            ByteText::shown(ByteText::fromBytes(QByteArrayView(argument).first(std::min(argument.size(), maxLooked)))));
    if (detail == CommandLineDetail::Off)
        return shortened(arguments.value(0).section(u'/', -1), maxTold);
    if (detail == CommandLineDetail::Masked)
        arguments = masked(arguments);
    QString line = arguments.join(u' ');
    if (command.size() > maxArguments)
        line += u" …"_s;
    return shortened(line, maxTold);
}

QString shortened(const QString &text, qsizetype maxLength)
{
    if (text.size() <= maxLength)
        return text;
    QString result = text.left(maxLength - 1);
    if (result.back().isHighSurrogate())
        result.chop(1);
    return result + u'…';
}

} // namespace Procession
