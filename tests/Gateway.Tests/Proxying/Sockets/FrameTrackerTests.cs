using Gateway.Proxying.Sockets;

namespace Gateway.Tests.Proxying.Sockets;

public sealed class FrameTrackerTests
{
    private static readonly int[] Lengths = [0, 1, 125, 126, 127, 1000, 65535, 65536, 70000];

    [Fact]
    public void It_finds_every_boundary_however_the_bytes_are_cut()
    {
        var random = new Random(20_26);
        for (var round = 0; round < 300; round++)
        {
            var (bytes, boundaries) = Stream(random, masked: round % 2 == 0);
            Assert.Equal(boundaries, BoundariesFound(random, bytes));
        }
    }

    [Fact]
    public void It_takes_everything_that_is_no_frame_at_all_without_a_fault()
    {
        var random = new Random(7);
        var tracker = default(FrameTracker);
        var junk = new byte[4096];
        for (var round = 0; round < 500; round++)
        {
            random.NextBytes(junk);
            var length = random.Next(junk.Length);
            var taken = tracker.AdvanceFrame(junk.AsSpan(0, length));
            Assert.InRange(taken, length == 0 ? 0 : 1, length);
            tracker.Advance(junk.AsSpan(taken, length - taken));
        }

        // The longest length that can be written is no trap either.
        var longest = default(FrameTracker);
        longest.Advance([0x82, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        longest.Advance(junk);
        Assert.False(longest.AtBoundary);
    }

    [Fact]
    public void A_close_frame_is_seen_when_it_is_whole_and_among_fragments_too()
    {
        var tracker = default(FrameTracker);
        tracker.Advance(Frames.Make(Frames.Text, "first"u8, final: false));
        tracker.Advance(Frames.Make(Frames.Ping, "p"u8));
        Assert.True(tracker.AtBoundary);
        Assert.False(tracker.SeenClose);

        var close = Frames.Make(Frames.Close, [0x03, 0xE8], mask: [1, 2, 3, 4]);
        tracker.Advance(close.AsSpan(0, close.Length - 1));
        Assert.False(tracker.SeenClose);
        tracker.Advance(close.AsSpan(close.Length - 1));
        Assert.True(tracker.SeenClose);
    }

    private static (byte[] Bytes, List<int> Boundaries) Stream(Random random, bool masked)
    {
        var bytes = new List<byte>();
        var boundaries = new List<int>();
        for (var frame = 0; frame < 6; frame++)
        {
            var payload = new byte[Lengths[random.Next(Lengths.Length)]];
            random.NextBytes(payload);
            var opcode = payload.Length < 126 && random.Next(3) == 0 ? Frames.Ping : random.Next(0, 3);
            bytes.AddRange(Frames.Make(opcode, payload, final: random.Next(2) == 0, mask: masked ? [9, 8, 7, (byte)frame] : null));
            boundaries.Add(bytes.Count);
        }

        return ([.. bytes], boundaries);
    }

    private static List<int> BoundariesFound(Random random, byte[] bytes)
    {
        var tracker = default(FrameTracker);
        var found = new List<int>();
        for (var at = 0; at < bytes.Length;)
        {
            var piece = bytes.AsSpan(at, Math.Min(bytes.Length - at, random.Next(3) == 0 ? random.Next(1, 5) : random.Next(1, 40_000)));
            while (!piece.IsEmpty)
            {
                var taken = tracker.AdvanceFrame(piece);
                at += taken;
                piece = piece[taken..];
                if (tracker.AtBoundary)
                {
                    found.Add(at);
                }
            }
        }

        return found;
    }
}
