#!/usr/bin/env escript
%% Listens to every room with PSUBSCRIBE, to the room `chat` with SUBSCRIBE, and says one line in it.
%%
%% usage: chat.escript HOST PORT TEXT     (a password: in the environment as REDISCLI_AUTH)

main([Host, Port, Text]) ->
    ok = io:setopts([{encoding, unicode}]),
    Password = os:getenv("REDISCLI_AUTH", ""),
    Listen = fun(How, What) ->
        {ok, Sub} = eredis_sub:start_link(Host, list_to_integer(Port), Password),
        ok = eredis_sub:controlling_process(Sub),
        ok = eredis_sub:How(Sub, [What]),
        receive {subscribed, What, Sub} -> eredis_sub:ack_message(Sub) end
    end,
    Listen(subscribe, <<"chat">>),
    Listen(psubscribe, <<"*">>),
    {ok, Redis} = eredis:start_link(Host, list_to_integer(Port), 0, Password),
    {ok, _} = eredis:q(Redis, ["PUBLISH", "chat", unicode:characters_to_binary(Text)]),
    listen();
main(_) ->
    io:format("usage: chat.escript HOST PORT TEXT~n"),
    halt(2).

listen() ->
    receive
        {message, Channel, Line, Sub} ->
            io:format("SUBSCRIBE  ~ts: ~ts~n", [Channel, Line]),
            eredis_sub:ack_message(Sub);
        {pmessage, _Pattern, Channel, Line, Sub} ->
            io:format("PSUBSCRIBE ~ts: ~ts~n", [Channel, Line]),
            eredis_sub:ack_message(Sub)
    end,
    listen().
