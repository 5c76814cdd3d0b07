// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>
#include <optional>
#include <termios.h>

namespace Procession {

/// Single keys from standard input, where that is a terminal: they come at once, and aren't echoed. Ctrl-C and Ctrl-Z stay
/// signals. close() and the end give the terminal back as it was.
///
/// Threads: the one it lives in, which needs an event loop. Owner: the command that is steered by keys.
class Keyboard : public QObject
{
    Q_OBJECT

public:
    explicit Keyboard(QObject *parent = nullptr);
    ~Keyboard() override;

    void open();
    void close();

Q_SIGNALS:
    void pressed(char key);

private:
    void read();

    std::unique_ptr<QSocketNotifier> m_notifier;
    std::optional<termios> m_before;
};

} // namespace Procession
