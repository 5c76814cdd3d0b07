// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace Procession {

/// A value that somebody gives to a parameter of a tool.
struct HostileValue
{
    QByteArray what;
    QString parameter;
    QJsonValue value;
    std::optional<QString> argument; ///< that the tool gets; nothing where the value must be refused
};

/// A folder `allowed` with files and links, and what mustn't be reached beside it.
inline void makeHostileFolder(const QString &root)
{
    const QDir folder(root);
    for (const char *name : {"allowed/sub", "allowedx", "outside"})
        QVERIFY(folder.mkpath(QLatin1StringView(name)));
    for (const char *name : {"allowed/a.txt", "allowed/sub/b.txt", "allowed/na me; $(id) `id` 'x' \"y\" & | < > *?.txt",
                             "allowed/-rf", "allowedx/c.txt", "outside/secret.txt"})
        writeFile(root + u'/' + QString::fromUtf8(name), "text");
    const auto link = [&root](const char *target, const char *name) {
        QVERIFY(QFile::link(root + u'/' + QLatin1StringView(target), root + u'/' + QLatin1StringView(name)));
    };
    link("outside/secret.txt", "allowed/out");
    link("outside", "allowed/outdir");
    link("allowed/a.txt", "allowed/in");
    link("nowhere", "allowed/dangling");
    link("allowed/loop", "allowed/loop");
    link("allowed/out", "allowed/outout");
}

/// The configuration of a tool that prints its arguments, each with a NUL behind it.
inline QByteArray printingTool(const QString &root)
{
    QByteArray text = R"(
[tools.print]
argv = ["/usr/bin/printf", "%s\\0", "{text}", "{word}", "{count}", "{ratio}", "{on}", "{mode}", "{file}", "{folder}",
        "{dashed}", "--inner={inner}"]
[tools.print.parameters.text]
max_length = 100
[tools.print.parameters.word]
pattern = "[a-z]+"
[tools.print.parameters.count]
type = "integer"
min = -10
max = 1000000000000
[tools.print.parameters.ratio]
type = "number"
min = 0
max = 1.5
[tools.print.parameters.on]
type = "boolean"
[tools.print.parameters.mode]
type = "choice"
values = ["fast", "safe; rm -rf /"]
[tools.print.parameters.file]
type = "file"
folders = ["ROOT/allowed"]
[tools.print.parameters.folder]
type = "folder"
folders = ["ROOT/allowed"]
[tools.print.parameters.dashed]
allow_leading_dash = true
[tools.print.parameters.inner]
)";
    return text.replace("ROOT", root.toUtf8());
}

inline std::vector<HostileValue> hostileValues(const QString &root)
{
    using namespace Qt::StringLiterals;
    std::vector<HostileValue> values;
    const auto taken = [&values](const char *what, const char *parameter, const QString &text) {
        values.push_back({what, QString::fromUtf8(parameter), text, text});
    };
    const auto refused = [&values](const char *what, const char *parameter, const QJsonValue &value) {
        values.push_back({what, QString::fromUtf8(parameter), value, std::nullopt});
    };
    // The shell has no part in it.
    for (const char *text : {"; touch pwned",
                             "&& touch pwned",
                             "|| true",
                             "| sh",
                             "$(touch pwned)",
                             "`touch pwned`",
                             "${PATH}",
                             "$HOME",
                             "$$",
                             "> pwned",
                             "< /etc/passwd",
                             "2>&1",
                             "*",
                             "?",
                             "[a-z]",
                             "~",
                             "~root",
                             "{a,b}",
                             "!!",
                             "#",
                             "a b  c",
                             "'",
                             "\"",
                             "\\",
                             "\\n",
                             "\\0",
                             "%s%n",
                             "%00",
                             "a=b",
                             "@file",
                             "+x",
                             "=",
                             "",
                             " ",
                             " -x",
                             "..",
                             "../../etc/passwd",
                             "{text}",
                             "{{",
                             "'; DROP TABLE processes; --",
                             "<script>alert(1)</script>",
                             "{\"a\": 1}"})
        taken(text, "text", QString::fromUtf8(text));
    taken("letters of many languages", "text", u"äß漢字العربية🎉"_s);
    taken("a letter of two parts", "text", u"e\u0301"_s);
    taken("a dash that is none", "text", u"\u2212rf \u2013rf \u2014rf"_s);
    taken("letters that look like others", "text", u"ｒｍ －ｒｆ"_s);
    taken("without width", "text", u"a\u200bb\ufeffc"_s);
    taken("no character", "text", u"\ufffe\uffff"_s);
    taken("as long as may be", "text", QString(100, u'x'));
    taken("a dash where it is allowed", "dashed", u"--delete"_s);
    taken("a dash within an argument", "inner", u"-rf"_s);
    values.back().argument = u"--inner=-rf"_s;

    refused("a dash", "text", u"-"_s);
    refused("an option", "text", u"-rf"_s);
    refused("a long option", "text", u"--delete"_s);
    refused("an option with a value", "text", u"--rsh=touch pwned"_s);
    refused("the end of options", "text", u"--"_s);
    refused("NUL", "text", u"a"_s + QChar() + u"b"_s);
    refused("NUL alone", "text", QString(1, QChar()));
    refused("a newline", "text", u"a\nb"_s);
    refused("a newline at the end", "word", u"abc\n"_s);
    refused("a carriage return", "text", u"a\rb"_s);
    refused("a tab", "text", u"a\tb"_s);
    refused("an escape sequence", "text", u"\x1b[2J"_s);
    refused("backspace", "text", u"a\x08"_s);
    refused("DEL", "text", u"a\x7f"_s);
    refused("a C1 control", "text", u"a\u0085b"_s);
    refused("a line separator", "text", u"a\u2028b"_s);
    refused("the other direction", "text", u"a\u202eb"_s);
    refused("an isolate", "text", u"a\u2066b"_s);
    refused("too long", "text", QString(101, u'x'));
    refused("huge", "text", QString(200'000, u'x'));
    refused("a number for a text", "text", 1);
    refused("true for a text", "text", true);
    refused("a list for a text", "text", QJsonArray{u"a"_s, u"b"_s});
    refused("an object for a text", "text", QJsonObject{{u"a"_s, 1}});
    refused("half of what is asked for", "word", u"abc1"_s);
    refused("the pattern's line only", "word", u"abc\n1"_s);
    refused("capital letters", "word", u"ABC"_s);
    refused("letters of another script", "word", u"аbс"_s);
    refused("nothing", "word", QString());
    taken("what the pattern asks for", "word", u"abc"_s);

    values.push_back({"a number", u"count"_s, 7, u"7"_s});
    values.push_back({"a large number", u"count"_s, 1e12, u"1000000000000"_s});
    refused("a negative number, which is an option", "count", -5);
    refused("a text for a number", "count", u"7"_s);
    refused("a command for a number", "count", u"7; id"_s);
    refused("a fraction", "count", 1.5);
    refused("a number that is too large", "count", 1e13);
    refused("a number beyond all", "count", 1e300);
    values.push_back({"a fraction where it is allowed", u"ratio"_s, 0.1, u"0.1"_s});
    refused("a ratio that is too large", "ratio", 1.6);
    refused("a negative ratio", "ratio", -0.1);
    refused("not a number", "ratio", u"NaN"_s);
    values.push_back({"true", u"on"_s, true, u"true"_s});
    values.push_back({"false", u"on"_s, false, u"false"_s});
    refused("a text for true", "on", u"true"_s);
    refused("1 for true", "on", 1);
    taken("a choice with metacharacters", "mode", u"safe; rm -rf /"_s);
    refused("no choice", "mode", u"slow"_s);
    refused("a choice in capitals", "mode", u"FAST"_s);
    refused("a part of a choice", "mode", u"safe"_s);
    refused("a choice with a space", "mode", u"fast "_s);

    const QString allowed = root + "/allowed"_L1;
    const auto path = [&](const char *what, const char *parameter, const QString &value, const QString &argument) {
        values.push_back({what, QString::fromUtf8(parameter), value, argument});
    };
    path("a file", "file", allowed + "/a.txt"_L1, allowed + "/a.txt"_L1);
    path("a file below", "file", allowed + "/sub/b.txt"_L1, allowed + "/sub/b.txt"_L1);
    path("a way round", "file", allowed + "/sub/../a.txt"_L1, allowed + "/a.txt"_L1);
    path("a link within", "file", allowed + "/in"_L1, allowed + "/a.txt"_L1);
    path("a file named like an option", "file", allowed + "/-rf"_L1, allowed + "/-rf"_L1);
    path("a name with metacharacters", "file", allowed + "/na me; $(id) `id` 'x' \"y\" & | < > *?.txt"_L1,
         allowed + "/na me; $(id) `id` 'x' \"y\" & | < > *?.txt"_L1);
    path("the folder itself", "folder", allowed, allowed);
    path("a folder below", "folder", allowed + "/sub/"_L1, allowed + "/sub"_L1);
    refused("a way out", "file", allowed + "/../outside/secret.txt"_L1);
    refused("a long way out", "file", allowed + "/sub/../../outside/secret.txt"_L1);
    refused("another file", "file", u"/etc/passwd"_s);
    refused("a file that isn't there", "file", allowed + "/nothing"_L1);
    refused("a folder of a similar name", "file", root + "/allowedx/c.txt"_L1);
    refused("a link out", "file", allowed + "/out"_L1);
    refused("a link to a link out", "file", allowed + "/outout"_L1);
    refused("through a link out", "file", allowed + "/outdir/secret.txt"_L1);
    refused("a link to nothing", "file", allowed + "/dangling"_L1);
    refused("a link to itself", "file", allowed + "/loop"_L1);
    refused("a folder for a file", "file", allowed + "/sub"_L1);
    refused("a file for a folder", "folder", allowed + "/a.txt"_L1);
    refused("a folder through a link", "folder", allowed + "/outdir"_L1);
    refused("the folder above", "folder", allowed + "/.."_L1);
    refused("a relative path", "file", u"a.txt"_s);
    refused("a relative way out", "file", u"../outside/secret.txt"_s);
    refused("no path", "file", QString());
    refused("a URL", "file", u"file://"_s + allowed + "/a.txt"_L1);
    refused("a resource of this program", "file", u":/qt-project.org"_s);
    refused("a path with NUL", "file", allowed + "/a.txt"_L1 + QChar() + u"x"_s);
    refused("a path with a newline", "file", allowed + "/a.txt\n"_L1);
    refused("an encoded way out", "file", allowed + "/%2e%2e/outside/secret.txt"_L1);
    refused("a device", "file", u"/dev/null"_s);
    refused("through /proc", "file", u"/proc/self/root/etc/passwd"_s);
    return values;
}

} // namespace Procession
