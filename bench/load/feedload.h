// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"
#include "framestream.h"
#include "update.h"

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace Procession::Bench {

/// How a feed is put under load.
struct FeedOptions
{
    uint16_t port = 0;
    std::string token;
    int subscribers = 100;
    int reporters = 4;  ///< connections that report; each waits for its answer
    int batch = 50;     ///< updates in one request
    bool starts = true; ///< whether the server wants processes to be started before
};

/// Subscribers and reporters of one feed in one thread, which sees every update from its report to each receipt.
///
/// Every update that was reported must reach every subscriber, in order and as it was reported; it throws at the
/// first that doesn't.
class FeedLoad
{
public:
    struct Result
    {
        double framesPerSecond = 0; ///< received, over all subscribers
        double updatesPerSecond = 0;
        uint64_t frames = 0;
        /// Milliseconds from the report of a batch to the receipt of its last frame by one subscriber; sorted.
        std::vector<float> latencies;
        double latency(double quantile) const;
    };

    explicit FeedLoad(const FeedOptions &options);
    FeedLoad(const FeedLoad &) = delete;
    FeedLoad &operator=(const FeedLoad &) = delete;
    ~FeedLoad();

    /// Reports as fast as all subscribers get it, at most a batch or two ahead of the slowest.
    Result saturate(std::chrono::duration<double> length);
    /// Reports so many updates a second, whatever the subscribers do. Latencies count from the planned time.
    Result pace(double updatesPerSecond, std::chrono::duration<double> length);

    /// Subscribers that never read; they are of this object only so that they end with it.
    void addStalled(int count);

private:
    using Clock = std::chrono::steady_clock;

    struct Subscriber
    {
        int descriptor = -1;
        uint64_t offset = 0;  ///< bytes of the stream that it has got
        uint64_t batches = 0; ///< batches that it has got whole
    };
    struct Reporter
    {
        int descriptor = -1;
        bool isWaiting = false;
        uint32_t number = 0;                ///< of the next batch
        std::deque<Clock::time_point> sent; ///< of those whose frames didn't all arrive yet
        Update expected;                    ///< the next that subscribers must get
        std::string received;
        Load::AnswerReader reader;
    };
    struct Batch
    {
        uint64_t end; ///< offset in the stream
        Clock::time_point sent;
        int missing; ///< subscribers that haven't got it yet
    };

    int subscribe(int receiveBuffer) const;
    void watch(int descriptor, uint64_t key) const;
    Result run(std::chrono::duration<double> length, std::optional<double> batchesPerSecond);
    void report(Reporter &reporter, Clock::time_point planned);
    void takeAnswer(Reporter &reporter);
    void takeFrames(Subscriber &subscriber);
    void takeUpdate(std::string_view text, uint64_t end);
    Reporter *freeReporter();

    const FeedOptions m_options;
    const int m_epoll;
    std::vector<Subscriber> m_subscribers;
    std::vector<Reporter> m_reporters;
    std::vector<int> m_stalled;
    FrameStream m_stream;
    std::deque<Batch> m_batches; ///< that somebody hasn't got yet
    uint64_t m_completed = 0;    ///< batches before those
    int m_outstanding = 0;       ///< batches that were sent and not got by all
    uint64_t m_frames = 0;
    std::vector<float> m_latencies;
    std::vector<char> m_buffer;
    Clock::time_point m_now;
};

} // namespace Procession::Bench
