# SPDX-License-Identifier: Apache-2.0
# A service: makes 50,000 blocks of 1000 bytes for each SIGUSR1, drops them, and says so.
#   perl shop.pl FILE        into which it writes its pid; FILE.done is there when it has dropped them
use strict;
use warnings;
$| = 1;
my ($file) = @ARGV;
my $wanted = 0;
$SIG{USR1} = sub { $wanted = 1 };
write_file($file, $$);
print "up\n";
while (1) {
    select undef, undef, undef, 0.02;
    next unless $wanted;
    $wanted = 0;
    my @blocks = map { 'x' x (1000 + $_ % 7) } 1 .. 50000;
    undef @blocks;
    write_file("$file.done", '');
}

sub write_file {
    my ($name, $text) = @_;
    open my $out, '>', $name or die "$name: $!";
    print $out $text;
    close $out;
}
