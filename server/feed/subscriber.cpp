// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "subscriber.h"

#include "acknowledger.h"
#include "answer.h"
#include "feedencoder.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What an answer that waits for the store takes beside its bytes.
constexpr qint64 answerOverhead = 300;

} // namespace

Subscriber::Subscriber(WebSocketEnd end, Subscription subscription, const FeedOptions &options, ByteBudget &memory,
                       const Clock &clock)
    : WebSocketPeer(std::move(end), options, memory, clock)
    , m_subscription(std::move(subscription))
{
}

void Subscriber::answer(const ProcessAnswer &answer, Acknowledger &acknowledger, const Store *store)
{
    // In order: an answer that confirms nothing does not overtake one that waits.
    m_answersUpTo = std::max(m_answersUpTo, answer.afterSeq());
    QByteArray frame;
    FeedEncoder::appendResult(frame, answer);
    const qint64 held = frame.size() + answerOverhead;
    m_answersHeld += held;
    const auto send = [self = QPointer(this), store, frame, confirms = answer.afterSeq() > 0,
                       held](Acknowledger::Outcome outcome) {
        if (!self)
            return;
        self->m_answersHeld -= held;
        if (confirms && outcome != Acknowledger::Outcome::Committed) {
            QByteArray refusal;
            FeedEncoder::appendResult(refusal, notStored(store));
            self->write(refusal);
        } else {
            self->write(frame);
        }
        Q_EMIT self->answered();
    };
    acknowledger.whenCommitted(m_answersUpTo, send);
}

} // namespace Procession
