// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyboard.h"

#include <array>
#include <unistd.h>

namespace Procession {

Keyboard::Keyboard(QObject *parent)
    : QObject(parent)
{
}

Keyboard::~Keyboard()
{
    close();
}

void Keyboard::open()
{
    termios before{};
    if (m_before || ::tcgetattr(STDIN_FILENO, &before) != 0 || ::tcgetpgrp(STDIN_FILENO) != ::getpgrp())
        return;
    m_before = before;
    termios keys = before;
    keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &keys);
    m_notifier = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Keyboard::read);
}

void Keyboard::close()
{
    m_notifier.reset();
    if (const auto before = std::exchange(m_before, {}))
        ::tcsetattr(STDIN_FILENO, TCSANOW, &*before);
}

void Keyboard::read()
{
    std::array<char, 64> keys{};
    const ssize_t size = ::read(STDIN_FILENO, keys.data(), keys.size());
    if (size <= 0) {
        m_notifier->setEnabled(false); // the terminal is gone
        return;
    }
    if (size > 1 && keys[0] == '\x1b')
        return; // an arrow, or another key that sends several characters
    for (ssize_t i = 0; i < size; ++i)
        Q_EMIT pressed(keys[static_cast<size_t>(i)]);
}

} // namespace Procession
