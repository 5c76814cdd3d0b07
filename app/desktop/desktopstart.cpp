// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "desktopstart.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace Procession::DesktopStart {

using namespace Qt::StringLiterals;

namespace {

// What QGuiApplication takes out of the command line, with one dash or two.
constexpr std::array withValue = {"platform"_L1,        "platformpluginpath"_L1,
                                  "platformtheme"_L1,   "plugin"_L1,
                                  "qwindowgeometry"_L1, "geometry"_L1,
                                  "qwindowicon"_L1,     "icon"_L1,
                                  "qwindowtitle"_L1,    "title"_L1,
                                  "display"_L1,         "session"_L1,
                                  "style"_L1,           "fontengine"_L1};
constexpr std::array alone = {"reverse"_L1, "nograb"_L1, "dograb"_L1, "sync"_L1};

/// Without its dashes; empty where it has none.
QStringView nameOf(const QString &argument)
{
    const QStringView text(argument);
    if (text.startsWith("--"_L1))
        return text.mid(2);
    return text.startsWith(u'-') ? text.mid(1) : QStringView();
}

int s_exitCode = 1;
QtMessageHandler s_before = nullptr;

void endOnFatal(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (type != QtFatalMsg) {
        s_before(type, context, message);
        return;
    }
    std::fprintf(stderr, "procession: no window can be opened; processiond serves without one. Qt says: %s\n",
                 qPrintable(message));
    std::_Exit(s_exitCode);
}

} // namespace

QStringList ownArguments(const QStringList &arguments)
{
    QStringList own;
    for (qsizetype at = 0; at < arguments.size(); ++at) {
        const QStringView name = nameOf(arguments[at]);
        if (at == 0 || name.isEmpty()) {
            own.append(arguments[at]);
        } else if (std::find(withValue.begin(), withValue.end(), name) != withValue.end()) {
            ++at;
        } else if (std::find(alone.begin(), alone.end(), name) == alone.end()) {
            own.append(arguments[at]);
        }
    }
    return own;
}

bool hasDisplay(const QStringList &arguments, const QProcessEnvironment &environment)
{
    QString platform = environment.value(u"QT_QPA_PLATFORM"_s);
    for (qsizetype at = 1; at + 1 < arguments.size(); ++at) {
        if (nameOf(arguments[at]) == "platform"_L1)
            platform = arguments[at + 1];
    }
    if (platform.startsWith("offscreen"_L1) || platform.startsWith("minimal"_L1) || platform.startsWith("vnc"_L1))
        return false;
    return !platform.isEmpty() || !environment.value(u"DISPLAY"_s).isEmpty()
        || !environment.value(u"WAYLAND_DISPLAY"_s).isEmpty();
}

FatalMessages::FatalMessages(int exitCode)
{
    s_exitCode = exitCode;
    s_before = qInstallMessageHandler(endOnFatal);
}

FatalMessages::~FatalMessages()
{
    qInstallMessageHandler(s_before);
}

} // namespace Procession::DesktopStart
