// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace Procession {

/// Decides what the window does when the user leaves it while the server has something to do. A server with no live
/// process and no subscriber simply ends. Threads: the GUI's.
class CloseGuard : public QObject
{
    Q_OBJECT
    QML_ELEMENT

public:
    enum Outcome {
        Quit, ///< the server ends
        Keep, ///< the window goes, the server goes on
        Ask,  ///< the user has to say which
    };
    Q_ENUM(Outcome)

    using QObject::QObject;

    /// When the window is closed. `setting` is Preferences::onClose.
    Q_INVOKABLE static Procession::CloseGuard::Outcome onClose(const QString &setting, int live, int subscribers);
    /// When the user asks for the end, which isn't taken back for the wish that a closed window keeps serving.
    Q_INVOKABLE static Procession::CloseGuard::Outcome onQuit(const QString &setting, int live, int subscribers);
    /// A sentence on who needs the server, such as `3 processes are live, and 1 subscriber follows.`
    Q_INVOKABLE static QString reason(int live, int subscribers);
};

} // namespace Procession
