namespace Emu.Net.Tests;

/// <summary>The user network with Linux's own TCP and UDP as its guest, through a tap.</summary>
public sealed class LinuxPeerTests(LinuxPeerRun run) : IClassFixture<LinuxPeerRun>
{
    [TapFact]
    public void Data_of_the_guest_comes_to_the_host_whole() => Check("bulk-from-guest");

    [TapFact]
    public void Data_of_the_host_comes_to_the_guest_whole() => Check("bulk-to-guest");

    [TapFact]
    public void Data_goes_both_ways_at_once() => Check("both-ways-at-once");

    [TapFact]
    public void A_forwarded_port_leads_into_the_guest() => Check("forwarded-port");

    [TapFact]
    public void A_forwarded_socket_file_leads_into_the_guest() => Check("forwarded-socket-file");

    [TapFact]
    public void A_port_of_the_host_without_a_server_refuses_the_guest() => Check("refused-by-the-host");

    [TapFact]
    public void A_port_of_the_guest_without_a_server_resets_who_came_through_a_forwarded_port() =>
        Check("refused-by-the-guest");

    [TapFact]
    public void A_reset_of_the_host_comes_to_the_guest() => Check("reset-by-the-host");

    [TapFact]
    public void A_reset_of_the_guest_comes_to_the_host() => Check("reset-by-the-guest");

    [TapFact]
    public void A_guest_that_has_closed_its_side_still_receives() => Check("half-closed");

    [TapFact]
    public void A_host_that_does_not_read_holds_the_guest_back() => Check("host-that-does-not-read");

    [TapFact]
    public void A_guest_that_does_not_read_holds_the_host_back() => Check("guest-that-does-not-read");

    [TapFact]
    public void A_thousand_connections_are_open_at_once() => Check("many-at-once");

    [TapFact]
    public void Datagrams_of_any_length_go_both_ways() => Check("datagrams");

    [TapFact]
    public void Datagrams_come_through_a_forwarded_port_and_are_answered() => Check("forwarded-datagrams");

    [TapFact]
    public void Names_are_asked_for_at_the_next_server_when_the_first_is_silent() => Check("names");

    [TapFact]
    public void Frames_that_are_lost_are_made_good() => Check("losses");

    private void Check(string scenario) => run.MustBeGood(scenario);
}
