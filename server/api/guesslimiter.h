// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QHostAddress>

#include <chrono>
#include <list>

namespace Procession {

/// Says of each address whether a token from it is looked at, and what is answered where it is wrong.
///
/// An address (of IPv6 its /64) may be wrong `burst` times, and once more every `pause`. After that it is refused without
/// a look at its token, and so it can't go on guessing. All addresses that were ever wrong share a larger allowance as
/// well, so that many of them together can't do more than a few; an address that never was wrong isn't part of it.
///
/// A right token must pass beside somebody who guesses from the same address. On loopback it always does: everyone there
/// shares one address, a reverse proxy with all its clients, and locking all out would be an easier attack than guessing.
/// An address that held the right token within `trust` is looked at up to `looksPerSecond` times. Guesses there are
/// still refused, each with its connection, and logged; what makes them hopeless is the length of the token.
///
/// Memory: at most `mostAddresses`; the one that was idle for longest is forgotten. While it is full, an unknown address
/// counts as one that was wrong. Pure: time is passed in, as steady milliseconds. Threads: the owner's.
class GuessLimiter
{
public:
    static constexpr int burst = 20;
    static constexpr std::chrono::milliseconds pause{3000};
    static constexpr int burstOfAll = 1000;
    static constexpr std::chrono::milliseconds pauseOfAll{100};
    static constexpr int looksPerSecond = 100;
    static constexpr std::chrono::milliseconds trust = std::chrono::hours(1);
    static constexpr qsizetype mostAddresses = 10000;

    /// Whether a token from there is compared with the right one. Where it isn't, the request is one guess too many.
    bool mayLook(const QHostAddress &address, qint64 nowMs);
    /// The token was right.
    void wasRight(const QHostAddress &address, qint64 nowMs);
    /// It was wrong. False where it was one guess too many.
    bool wasWrong(const QHostAddress &address, qint64 nowMs);
    /// How long that address has to wait until it may be wrong once more; at least a second.
    std::chrono::seconds wait(const QHostAddress &address, qint64 nowMs) const;

    qsizetype addresses() const { return m_index.size(); }

private:
    /// An allowance that fills by one every so often, up to a most.
    class Bucket
    {
    public:
        Bucket(int most, std::chrono::milliseconds pause)
            : m_most(most * pause.count())
            , m_pause(pause.count())
            , m_level(m_most)
        {
        }
        bool has(qint64 nowMs) { return level(nowMs) >= m_pause; }
        bool take(qint64 nowMs);
        qint64 msUntilNext(qint64 nowMs) const;

    private:
        qint64 level(qint64 nowMs);

        qint64 m_most; // in milliseconds of filling
        qint64 m_pause;
        qint64 m_level;
        qint64 m_atMs = 0; // when it was that full
    };

    using Key = QByteArray; // 16 bytes
    struct Address
    {
        Key key;
        Bucket guesses{burst, pause};
        Bucket looks{looksPerSecond, std::chrono::milliseconds(1000 / looksPerSecond)};
        bool wasWrong = false;
        bool wasRight = false;
        qint64 rightAtMs = 0;
    };

    static Key keyOf(const QHostAddress &address);
    Address *find(const QHostAddress &address);
    Address &at(const QHostAddress &address);

    std::list<Address> m_addresses; // the one that was busy last first
    QHash<Key, std::list<Address>::iterator> m_index;
    Bucket m_all{burstOfAll, pauseOfAll};
};

} // namespace Procession
