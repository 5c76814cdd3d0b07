// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcessEnvironment>
#include <QStringList>

namespace Procession {

/// What the desktop's main() needs to know before it has a window system.
namespace DesktopStart {

/// The arguments that are the program's own: without those that every Qt program with windows takes, such as
/// `-platform xcb`, which QGuiApplication takes out itself.
QStringList ownArguments(const QStringList &arguments);
/// Whether somebody could see a window: there is a display, and no platform without one was asked for.
bool hasDisplay(const QStringList &arguments, const QProcessEnvironment &environment);
/// From now on, a fatal message of Qt, as where the display can't be opened, ends the program with `exitCode` after
/// a sentence on stderr that says what to do, in place of a crash. Until the object goes.
class FatalMessages
{
public:
    explicit FatalMessages(int exitCode);
    ~FatalMessages();
    FatalMessages(const FatalMessages &) = delete;
    FatalMessages &operator=(const FatalMessages &) = delete;
};

} // namespace DesktopStart

} // namespace Procession
