// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <initializer_list>
#include <memory>

namespace Procession {

/// Turns SIGINT, SIGTERM and the like into a Qt signal.
///
/// A signal that is ignored already stays ignored: whoever started the program, such as nohup, wants it so.
///
/// One at a time in a program, since signal handlers are the process's. Lives in the main thread.
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    explicit UnixSignals(std::initializer_list<int> signalNumbers, QObject *parent = nullptr);
    ~UnixSignals() override;

Q_SIGNALS:
    void received(int signalNumber);

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace Procession
