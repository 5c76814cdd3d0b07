// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>

namespace Procession {

/// Lets the second start of the desktop on a data folder bring the window of the first one to the front.
///
/// The two meet at a socket in the user's runtime folder, which only that user can reach, and which can do nothing
/// else. Threads: the GUI's. Owner: main().
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    /// `dataDir` may be named by any path.
    explicit SingleInstance(const QString &dataDir, QObject *parent = nullptr);

    /// Asks the desktop that runs on this folder, if there is one, to show its window. False where none answers;
    /// waits for two seconds at most.
    bool raiseOther() const;
    /// From now on this is the one that is asked. Only whoever holds the data folder may call it. False where the
    /// socket can't be made: then a second start can't reach this one, and nothing else is lost.
    bool answer();

Q_SIGNALS:
    /// Another start asks for the window.
    void raiseRequested();

private:
    void greet();

    QString m_path;
    QLocalServer m_server;
};

} // namespace Procession
