// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "acknowledger.h"
#include "operator.h"
#include "processtracker.h"

namespace Procession {

/// Makes a person's changes at this program's own tracker. Threads: the one that it lives in. Owner: app/.
class LocalOperator final : public Operator
{
    Q_OBJECT

public:
    /// `store` may be null: everything is committed at once then. All must outlive this.
    LocalOperator(ProcessTracker &tracker, const Store *store, QObject *parent = nullptr);

    void cancel(const ProcessId &id, const QString &reason, Done done) override;
    void retry(const ProcessId &id, const QString &reason, Done done) override;
    void remove(const ProcessId &id, const QString &reason, Done done) override;
    QString problem() const override;

private:
    template <typename Change>
    void make(const Change &change, Done done);

    ProcessTracker &m_tracker;
    const Store *m_store;
    Acknowledger m_acknowledger;
};

} // namespace Procession
